import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { IncompleteError } from '../../research/cli';
import { runStudy } from '../../research/studies/run';
import { defineStudy, type StudyRun } from '../../research/studies/study';
import { InputError } from '../../src/base/errors';
import { resultTables } from '../../src/report/tables';
import { quietly } from '../helpers/quietly';
import { callScript } from '../helpers/script';
import { temporaryFolder } from '../helpers/temporaryFolder';

/** The smallest study that uses all there is: two experiments, an option, a model fitted again. */
const tiny = defineStudy({
  name: 'tiny',
  title: 'A tiny study',
  summary: 'Does a model beat the majority?',
  options: z.strictObject({ customers: z.number().int().min(100).default(300), C: z.number().default(1) }),
  experiments: ({ customers, C }) =>
    ['one', 'two'].map((name, seed) => ({
      name,
      title: `Shop ${name}`,
      dataset: { name: 'synthetic', customers, seed },
      task: 'synthetic',
      presets: { quick: { seeds: 1 }, full: { seeds: 2 } },
      rows: [
        { name: 'majority', title: 'majority class', model: 'majority' },
        { name: 'logistic', title: 'logistic on RFM', model: { name: 'logistic', features: ['rfm'], model: { C } } },
      ],
    })),
  async sections(run: StudyRun) {
    const { model, data } = await run.fit('two', 'logistic');
    const again = model.predict(data.test.asOf);
    const stored = run.result('two').rows.find(({ name }) => name === 'logistic');
    writeFileSync(join(run.folder, 'model.json'), JSON.stringify(model.toJSON()));
    return ['one', 'two'].map((name) => ({
      title: `Shop ${name}`,
      blocks: [
        `The same scores again: ${stored?.runs[0].score.every((score, i) => score === again[i])}.`,
        ...resultTables(run.result(name)).map(({ name: what, title: caption, grid: table, notes }) => ({
          name: `${name}-${what}`,
          caption,
          table,
          notes,
        })),
      ],
    }));
  },
});

describe('a study', () => {
  const folder = temporaryFolder();
  const run = (options?: object) =>
    quietly(() => runStudy(tiny, { preset: 'quick', workers: 1, options, results: folder() }));

  it('runs its experiments and writes its report', async () => {
    const { value: path, text } = await run();
    assert.match(text, /^study: tiny, preset quick, 4 trials, 1 workers$/m);
    assert.match(text, /^trials: 4 run, 0 found in /m);
    assert.equal(path, join(folder(), 'studies/tiny/index.html'));
    const page = readFileSync(path, 'utf8');
    for (const heading of ['A tiny study', 'Shop one', 'Shop two', 'How this was made'])
      assert.ok(page.includes(heading));
    assert.ok(page.includes('The same scores again: true.'));
    assert.ok(page.includes('<code>npm run study -- tiny</code>'));
    const files = readdirSync(join(folder(), 'studies/tiny'));
    for (const file of ['model.json', 'one-ranking.csv', 'two-decisions.tex']) assert.ok(files.includes(file), file);
  });

  it('finds its trials again, and runs those that an option changes', async () => {
    assert.match((await run()).text, /^trials: 0 run, 4 found in /m);
    assert.match((await run({ C: 2 })).text, /^trials: 2 run, 2 found in /m);
  });

  it('refuses an option that there is not, before anything is run', async () => {
    await assert.rejects(
      run({ customer: 300 }),
      (error) => error instanceof InputError && /^study tiny: .*customer/.test(error.message),
    );
  });

  it('is written without the rows whose trials failed, says so, and ends as incomplete', async () => {
    const failing = defineStudy({
      ...tiny,
      experiments: () => [
        {
          name: 'one',
          title: 'Shop one',
          dataset: { name: 'synthetic', customers: 300, seed: 0 },
          task: 'synthetic',
          presets: { quick: { seeds: 1 }, full: { seeds: 1 } },
          rows: [
            { name: 'majority', title: 'majority class', model: 'majority' },
            {
              name: 'wild',
              title: 'a wild network',
              model: { name: 'fused', branches: ['tabular'], training: { learningRate: 1e30, batchSize: 8 } },
            },
          ],
        },
      ],
      sections: (one: StudyRun) => [
        {
          title: 'Rows',
          blocks: [
            one
              .result('one')
              .rows.map(({ name }) => name)
              .join(),
          ],
        },
      ],
    });
    await assert.rejects(
      quietly(() => runStudy(failing, { preset: 'quick', workers: 1, results: folder() })),
      (error) => error instanceof IncompleteError && /^rows left out, .*: a wild network \(/.test(error.message),
    );
    const page = readFileSync(join(folder(), 'studies/tiny/index.html'), 'utf8');
    assert.ok(page.includes('<p>majority</p>'));
    assert.match(page, /Left out, for trials failed: a wild network/);
  });
});

describe('npm run study', () => {
  it('says which studies there are', async () => {
    const { code, stdout } = await callScript('study', ['--list']);
    assert.equal(code, 0);
    assert.match(stdout, /^studies\n/);
  });

  const refused: [args: string[], expected: RegExp][] = [
    [[], /^error: study: no study is named; expected one of.*\n$/],
    [['nope'], /^error: unknown study "nope"; expected one of.*\n$/],
    [
      ['nope', '--preset', 'half'],
      /^error: option '--preset <name>' argument 'half' is invalid\. Allowed choices are quick, full\. .*\n$/,
    ],
  ];
  for (const [args, expected] of refused)
    it(`refuses in one line: npm run study -- ${args.join(' ')}`, async () => {
      const { code, stderr } = await callScript('study', args);
      assert.match(stderr, expected);
      assert.equal(code, 2);
    });
});
