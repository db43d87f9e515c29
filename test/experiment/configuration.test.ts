import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import '../../datasets';
import { type ConfigurationInput, completeConfiguration, hashOf, trialId } from '../../src/experiment/configuration';
import { openData, openTask } from '../../src/experiment/data';
import { completeExperiment, plan } from '../../src/experiment/experiment';
import { Store } from '../../src/experiment/store';
import { runTrial } from '../../src/experiment/trial';
import { refuses } from '../helpers/refuses';
import { shopSchema, writeShop } from '../helpers/shopFiles';
import { temporaryFolder } from '../helpers/temporaryFolder';

describe('the name of a trial', () => {
  const folder = temporaryFolder();
  const shop = () => ({ name: 'file', ...writeShop(folder()) });
  const nameOf = async (input: ConfigurationInput) => {
    const configuration = completeConfiguration(input, 'test');
    return trialId(configuration, (await openTask(configuration)).fingerprint);
  };
  const task = { name: 'horizon', horizonDays: 30 };
  const least = (): ConfigurationInput => ({ dataset: shop(), task, model: { name: 'fused', branches: ['sequence'] } });

  it('is the same whatever is written out, in whatever order', async () => {
    const { dataset } = least();
    const name = await nameOf(least());
    const written: ConfigurationInput = {
      controls: [],
      model: {
        training: { patience: 3, epochs: 10 },
        loss: { name: 'weighted-bce' },
        operator: { name: 'concat' },
        branches: [{ encoder: { units: 32, name: 'lstm' }, name: 'sequence' }],
        name: 'fused',
      },
      seed: 0,
      evaluate: 'test',
      fold: 0,
      negatives: { seed: 0, rate: 1 },
      task: { folds: { name: 'rolling' }, ...task },
      dataset,
    };
    assert.equal(await nameOf(written), name);
    assert.equal(await nameOf(completeConfiguration(least(), 'test')), name);
  });

  it('is the same for the same transactions under another name, path or schema', async () => {
    const name = await nameOf(least());
    const [file, schema] = [join(folder(), 'copy.csv'), { ...shopSchema, customer: 'client' }];
    const text = readFileSync(join(folder(), 'shop.csv'), 'utf8').replace('who', 'client');
    writeFileSync(file, text);
    assert.equal(await nameOf({ ...least(), dataset: { name: 'file', file, schema } }), name);
    const dearer = join(folder(), 'dearer.csv');
    writeFileSync(dearer, text.replace(/,(\d)\./, ',9$1.'));
    assert.notEqual(await nameOf({ ...least(), dataset: { name: 'file', file: dearer, schema } }), name);
  });

  it('is another one for whatever decides the outcome', async () => {
    const changes: Partial<ConfigurationInput>[] = [
      {},
      { seed: 1 },
      { fold: 1 },
      { evaluate: 'validation' },
      { negatives: { rate: 0.5 } },
      { negatives: { rate: 1, seed: 1 } },
      { controls: ['permute-events'] },
      { task: { ...task, horizonDays: 31 } },
      { model: { name: 'fused', branches: [{ name: 'sequence', encoder: 'gru' }] } },
      { model: { name: 'fused', branches: ['sequence', 'sequence'] } },
      { model: { name: 'fused', branches: ['sequence'], units: 16 } },
      { model: 'majority' },
    ];
    const names = await Promise.all(changes.map((change) => nameOf({ ...least(), ...change })));
    assert.equal(new Set(names).size, changes.length);
  });

  it('comes of the labels in a table, not of where it lies', async () => {
    const labelled = (file: string, positive: string) => {
      const customers = Array.from({ length: 60 }, (_, c) => `c${c},${c % 2 ? positive : '0'}`);
      writeFileSync(join(folder(), file), `who,label\n${customers.join('\n')}\n`);
      const schema = { customer: 'who', label: { column: 'label', positive: ['1'], negative: ['0'] } };
      return { ...least(), task: { name: 'table', labels: { file: join(folder(), file), schema } } };
    };
    const name = await nameOf(labelled('a.csv', '1'));
    assert.equal(await nameOf(labelled('b.csv', '1')), name);
    assert.notEqual(await nameOf(labelled('c.csv', '0')), name);
  });

  it('is another one where several threads compute it', async () => {
    const before = process.env.LEDGERWALK_THREADS;
    const names = [];
    try {
      for (const threads of ['1', '2']) {
        process.env.LEDGERWALK_THREADS = threads;
        names.push(await nameOf(least()));
      }
    } finally {
      if (before === undefined) delete process.env.LEDGERWALK_THREADS;
      else process.env.LEDGERWALK_THREADS = before;
    }
    assert.notEqual(names[0], names[1]);
  });

  it('hashes keys in any order alike, and lists in another order not', () => {
    assert.equal(hashOf({ a: 1, b: { c: [1, 2], d: null } }), hashOf({ b: { d: null, c: [1, 2] }, a: 1 }));
    assert.notEqual(hashOf([1, 2]), hashOf([2, 1]));
  });
});

describe('a trial', () => {
  const folder = temporaryFolder();
  const configurationOf = (change: Partial<ConfigurationInput> = {}) =>
    completeConfiguration(
      {
        dataset: { name: 'file', ...writeShop(folder()) },
        task: { name: 'horizon', horizonDays: 30, folds: { name: 'rolling', count: 2 } },
        model: { name: 'logistic', features: ['rfm'] },
        ...change,
      },
      'test',
    );

  it('that evaluates on validation stores no test score and never makes the test split', async () => {
    const configuration = configurationOf({ evaluate: 'validation' });
    const data = await openData(configuration);
    Object.defineProperty(data, 'test', { get: () => assert.fail('the test split was made') });
    const run = await runTrial(configuration, new Store(folder()));
    assert.ok('scores' in run, JSON.stringify(run));
    assert.deepEqual(Object.keys(run.scores), ['validation']);
    const stored = new Store(folder()).read(run.id);
    assert.ok('scores' in stored && stored.scores.test === undefined);
    assert.ok(
      Math.abs(
        run.metrics.baseRate - data.validation.label.filter((y) => y === 1).length / data.validation.label.length,
      ) < 1e-12,
    );
  });

  it('names its fold, and has that fold’s examples', async () => {
    const [first, second] = await Promise.all(
      [0, 1].map((fold) => openData(configurationOf({ fold, negatives: { rate: 1, seed: 1 } }))),
    );
    assert.ok(first.test.asOf.examples.time[0] < second.test.asOf.examples.time[0]);
    await refuses(
      openData(configurationOf({ fold: 2 })),
      /^task horizon: there is no fold 2; expected a fold from 0 to 1$/,
    );
  });
});

describe('the plan of an experiment', () => {
  it('has a trial for every row, fold and seed, fold by fold', () => {
    const experiment = completeExperiment(
      {
        name: 'x',
        title: 'X',
        dataset: 'cdnow',
        task: { name: 'horizon', horizonDays: 30, folds: { name: 'rolling', count: 3 } },
        presets: { quick: { seeds: 2, negatives: 0.5 }, all: { seeds: 1 } },
        rows: [
          { name: 'a', title: 'A', model: 'majority' },
          { name: 'b', title: 'B', model: 'logistic', presets: ['all'] },
          { name: 's', title: 'S', members: ['a', 'b'] },
        ],
      },
      'test',
    );
    const planned = plan(experiment, 'quick');
    assert.deepEqual(
      planned.map(({ row }) => row.name),
      ['a', 's'],
    );
    assert.deepEqual(
      planned[0].configurations.map(({ fold, seed, negatives, evaluate }) => [fold, seed, negatives.rate, evaluate]),
      [0, 1, 2].flatMap((fold) => [0, 1].map((seed) => [fold, seed, 0.5, 'test'])),
    );
    const { model } = planned[1].configurations[0];
    assert.equal(model.name, 'stack');
    assert.deepEqual(
      (model.members as { name: string }[]).map(({ name }) => name),
      ['majority', 'logistic'],
    );
    assert.equal(plan(experiment, 'all').length, 3);
  });
});
