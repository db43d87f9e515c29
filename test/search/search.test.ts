import assert from 'node:assert/strict';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import '../../datasets';
import type { ComponentInput } from '../../src/base/component';
import { unsealJson } from '../../src/base/sealed';
import { type Configuration, completeConfiguration } from '../../src/experiment/configuration';
import { searchMethods } from '../../src/search/methods';
import { type SearchOptions, type SearchResult, search } from '../../src/search/search';
import { declaredValues, spaceOf, withDomain } from '../../src/search/space';
import { refuses } from '../helpers/refuses';
import { temporaryFolder } from '../helpers/temporaryFolder';

/** A trial of a model on a small shop, on test if nobody says otherwise. */
function targetOf(model: ComponentInput): Configuration {
  return completeConfiguration(
    {
      dataset: { name: 'synthetic', customers: 200, itemsPerSeason: 20, baseRate: 0.2 },
      task: 'synthetic',
      negatives: { rate: 0.5 },
      model,
    },
    'target',
  );
}

const boosting = targetOf({ name: 'gradient-boosting', features: ['rfm'], model: { numTrees: 9, patience: 9 } });

const fused = targetOf({
  name: 'fused',
  branches: [{ name: 'tabular', features: ['rfm'], units: 4 }],
  units: 4,
  training: { epochs: 2, batchSize: 256 },
});

describe('search', () => {
  const folder = temporaryFolder();
  const run = (
    where: string,
    { name = 'tpe', ...change }: Partial<SearchOptions> & { name?: string } = {},
    target = boosting,
    parameters = spaceOf(target.model),
  ) =>
    search(target, parameters, {
      method: searchMethods.reference().parse({ name, ...(name === 'tpe' ? { startup: 3 } : {}) }),
      metric: 'averagePrecision',
      budget: 8,
      seed: 1,
      workers: 1,
      first: declaredValues(parameters),
      runs: join(folder(), where),
      cache: join(folder(), 'cache'),
      modules: [require.resolve('../../datasets')],
      ...change,
    });
  const told = ({ attempts }: SearchResult) =>
    attempts.map(({ values, resource, promotes, score }) => ({ values, resource, promotes, score }));
  const filesIn = (where: string) => readdirSync(join(folder(), where)).sort();

  it('begins with what was declared, takes the whole budget, and finds the best of its attempts', async () => {
    const { attempts, best, spent, ran, found } = await run('reference');
    assert.deepEqual([attempts.length, spent, ran, found], [8, 8, 8, 0]);
    assert.deepEqual(attempts[0].values, declaredValues(spaceOf(boosting.model)));
    assert.equal(best!.score, Math.max(...attempts.map(({ score }) => score)));
    assert.ok(new Set(attempts.map(({ score }) => score)).size > 4, 'different models');
  });

  it('stores trials that know no test score', async () => {
    const { attempts } = await run('reference');
    assert.equal(filesIn('reference').length, 8);
    for (const file of filesIn('reference')) {
      const path = join(folder(), 'reference', file);
      const stored = unsealJson({ format: 'ledgerwalk run', version: 2 }, readFileSync(path), path);
      const { scores, configuration } = stored as { scores: object; configuration: Configuration };
      assert.deepEqual(Object.keys(scores), ['validation']);
      assert.equal(configuration.evaluate, 'validation');
    }
    assert.equal(boosting.evaluate, 'test', 'though the target would be');
    assert.ok(attempts.every(({ configuration }) => configuration!.evaluate === 'validation'));
  });

  it('suggests the same for the same seed, and other things for another', async () => {
    assert.deepEqual(told(await run('again')), told(await run('reference')));
    assert.notDeepEqual(told(await run('again', { seed: 2 })).slice(1), told(await run('reference')).slice(1));
  });

  it('goes on where it stopped, to the same end', async () => {
    const reference = await run('reference');
    await run('stopped', { budget: 5 });
    assert.equal(filesIn('stopped').length, 5);
    const { ran, found, ...rest } = await run('stopped');
    assert.deepEqual([ran, found], [3, 5]);
    assert.deepEqual(told({ ...rest, ran, found }), told(reference));
    // Also where one in the middle is missing, as after a kill with several workers.
    rmSync(join(folder(), 'stopped', filesIn('stopped')[4]));
    const again = await run('stopped');
    assert.deepEqual([again.ran, again.found], [1, 7]);
    assert.deepEqual(told(again), told(reference));
  });

  it('suggests the same with two workers each time, whichever trial takes longer', async function () {
    this.timeout(300_000);
    const first = await run('workers', { workers: 2 });
    assert.equal(first.ran, 8);
    const again = await run('workers', { workers: 2 });
    assert.deepEqual([again.ran, again.found], [0, 8]);
    assert.deepEqual(told(again), told(first));
  });

  it('counts shorter trainings as parts of full ones, and chooses among the longest', async () => {
    const { attempts, best, spent } = await run('asha', { name: 'asha', budget: 6 });
    assert.ok(attempts.length > 12, `${attempts.length} attempts`);
    const resources = attempts.map(({ resource }) => resource);
    assert.deepEqual([...new Set(resources)].sort(), [1, 3, 9]);
    assert.ok(spent <= 6 && spent > 5, `${spent} spent`);
    assert.equal(best!.resource, 9);
    for (const { configuration, resource } of attempts)
      assert.equal((configuration!.model.model as { numTrees: number }).numTrees, resource);
  });

  it('lives with trials that diverge, and stores them as failed', async () => {
    const parameters = withDomain(fused.model, [], 'training.learningRate=0.01,1e30');
    const found = await run('diverged', { name: 'random', budget: 6, first: undefined }, fused, parameters);
    const failed = found.attempts.filter(({ score }) => Number.isNaN(score));
    assert.ok(failed.length > 0 && failed.length < 6);
    for (const { values, run } of failed) {
      assert.equal(values['training.learningRate'], 1e30);
      assert.ok('failure' in run && run.failure.length > 0);
    }
    assert.equal(found.best!.values['training.learningRate'], 0.01);
    assert.deepEqual([found.ran, filesIn('diverged').length], [2, 2], 'equal values are one trial');
  });

  it('counts values that do not go together as a failed attempt', async () => {
    const target = targetOf({
      name: 'fused',
      branches: [{ name: 'sequence', encoder: { name: 'self-attention', units: 16 } }],
      training: { epochs: 1 },
    });
    const name = 'branches.sequence.encoder';
    const parameters = ['units=8,16', 'heads=8,16'].reduce<ReturnType<typeof spaceOf>>(
      (some, domain) => withDomain(target.model, some, `${name}.${domain}`),
      [],
    );
    const first = { [`${name}.units`]: 8, [`${name}.heads`]: 16 };
    const { attempts } = await run('refused', { name: 'random', budget: 1, first }, target, parameters);
    assert.ok(attempts.length === 1 && 'failure' in attempts[0].run);
    assert.match(attempts[0].run.failure, /heads must divide units/);
  });

  it('refuses what it cannot search', async () => {
    await refuses(run('none', {}, targetOf('majority')), /^model majority: there is no option to search$/);
    await refuses(
      run('none', { name: 'asha' }, targetOf({ name: 'logistic', features: ['rfm'] })),
      /^search method asha: model logistic has no epochs or trees to give less of; expected another method$/,
    );
    await refuses(
      run('none', { metric: 'cardPrecisionAtK', budget: 1 }),
      /^--metric: the task does not define card precision/,
    );
  });
});
