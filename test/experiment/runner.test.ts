import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readdirSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import '../../datasets';
import { InputError } from '../../src/base/errors';
import type { Configuration } from '../../src/experiment/configuration';
import { completeExperiment, type ExperimentInput, plan } from '../../src/experiment/experiment';
import type { RunResult } from '../../src/experiment/result';
import { runAll } from '../../src/experiment/runner';
import { Store } from '../../src/experiment/store';
import { nameOf } from '../../src/experiment/trial';
import { childrenOf } from '../helpers/processes';
import { temporaryFolder } from '../helpers/temporaryFolder';

const DATASETS = require.resolve('../../datasets');

const fused = (training: Record<string, unknown> = {}): ExperimentInput['rows'][number] => ({
  name: 'fused',
  title: 'fused',
  model: {
    name: 'fused',
    branches: [
      { name: 'sequence', encoder: { name: 'lstm', units: 4 }, embeddingDim: 1, minCount: 1_000_000 },
      { name: 'tabular', features: ['rfm'] },
    ],
    training: { epochs: 2, batchSize: 256, ...training },
  },
});

const ROWS: ExperimentInput['rows'] = [
  { name: 'majority', title: 'majority', model: 'majority' },
  {
    name: 'boosting',
    title: 'boosting',
    model: { name: 'gradient-boosting', features: ['rfm'], model: { numTrees: 5 } },
  },
  fused(),
  { name: 'stack', title: 'stack', members: ['boosting', 'fused'] },
];

/** The trials of the named rows, two seeds each. */
function trials(names: readonly string[], rows = ROWS): Configuration[] {
  const experiment = completeExperiment(
    {
      name: 'small',
      title: 'small',
      dataset: { name: 'synthetic', customers: 200, itemsPerSeason: 20, baseRate: 0.2 },
      task: 'synthetic',
      presets: { quick: { seeds: 2, negatives: 0.5 } },
      rows,
    },
    'small',
  );
  return plan(experiment, 'quick').flatMap(({ row, configurations }) =>
    names.includes(row.name) ? configurations : [],
  );
}

/** What a folder of results holds, but for what time and memory were like. */
function read(folder: string): Map<string, Partial<RunResult>> {
  const store = new Store(folder);
  const ids = readdirSync(folder).flatMap((file) => (file.endsWith('.json') ? file.replace(/\.json$/, '') : []));
  return new Map(
    ids.sort().map((id) => {
      const run = store.read(id);
      assert.ok('scores' in run, 'no failed run');
      const { seconds, environment, ...result } = run;
      return [id, result];
    }),
  );
}

describe('runner', () => {
  const folder = temporaryFolder();
  /** Runs trials with results in a folder of that name. */
  const run = (configurations: readonly Configuration[], name: string, workers = 1) =>
    runAll(configurations, {
      workers,
      runs: join(folder(), name),
      cache: join(folder(), 'cache'),
      modules: [DATASETS],
    });
  const everything = trials(ROWS.map(({ name }) => name));

  before(async function () {
    this.timeout(300_000);
    assert.deepEqual(await run(everything, 'reference'), { ran: 8, found: 0, failed: [] });
  });
  const reference = () => read(join(folder(), 'reference'));

  it('trains nothing that the store has', async () => {
    assert.deepEqual(await run(everything, 'reference'), { ran: 0, found: 8, failed: [] });
  });

  it('runs the members of a stack, also those that nobody asked for', async () => {
    assert.deepEqual(await run(trials(['stack']), 'stack'), { ran: 6, found: 0, failed: [] });
    const [known, made] = [reference(), read(join(folder(), 'stack'))];
    for (const [id, result] of made) assert.deepEqual(result, known.get(id));
  });

  it('runs a trial once that is asked for twice', async () => {
    const twice = [...trials(['majority']), ...trials(['majority'])];
    assert.deepEqual(await run(twice, 'twice'), { ran: 2, found: 0, failed: [] });
  });

  it('gives the same bits with two workers as with one process', async function () {
    this.timeout(300_000);
    assert.deepEqual(await run(everything, 'workers', 2), { ran: 8, found: 0, failed: [] });
    assert.deepEqual(read(join(folder(), 'workers')), reference());
  });

  it('goes on after a kill in the middle of a write, to the same bits', async function () {
    this.timeout(300_000);
    const runs = join(folder(), 'killed');
    assert.equal(await killedInWrite(3, everything, runs), 'SIGKILL');
    assert.equal(readdirSync(runs).filter((file) => file.endsWith('.tmp')).length, 1, 'a half-written file');
    const [known, left] = [reference(), read(runs)];
    assert.equal(left.size, 2);
    for (const [id, result] of left) assert.deepEqual(result, known.get(id));
    assert.deepEqual(await run(everything, 'killed'), { ran: 6, found: 2, failed: [] });
    assert.deepEqual(read(runs), known);
  });

  it('names a damaged run before it trains anything', async () => {
    await run(trials(['majority']), 'damaged');
    const [name] = readdirSync(join(folder(), 'damaged'));
    truncateSync(join(folder(), 'damaged', name), 100);
    await assert.rejects(
      run(everything, 'damaged'),
      (error: Error) => error instanceof InputError && error.message.startsWith(join(folder(), 'damaged', name)),
    );
    assert.equal(readdirSync(join(folder(), 'damaged')).length, 2);
  });

  for (const [where, workers] of [
    ['this process', 1],
    ['workers', 2],
  ] as const)
    it(`stores as failed, with its reason, what diverges in ${where}, and runs the others`, async function () {
      this.timeout(300_000);
      const name = `diverged in ${where}`;
      const rows = ROWS.map((row) => (row.name === 'fused' ? fused({ learningRate: 1e30 }) : row));
      const all = trials(['majority', 'fused', 'stack'], rows);
      const first = await run(all, name, workers);
      assert.deepEqual([first.ran, first.found], [8, 0]);
      const failures = first.failed.map(({ configuration, failure }) => `${nameOf(configuration)}: ${failure}`).sort();
      assert.equal(failures.length, 4);
      for (const [i, expected] of [
        /^fused, seed 0: \S/,
        /^fused, seed 1: \S/,
        /^stack, seed 0: fused, seed 0 failed: \S/,
        /^stack, seed 1: fused, seed 1 failed: \S/,
      ].entries())
        assert.match(failures[i], expected);
      const again = await run(all, name, workers);
      assert.deepEqual([again.ran, again.found, again.failed.length], [0, 8, 4], 'what failed would fail again');
    });

  it('goes on when the process of a trial is killed, and runs that trial the next time', async function () {
    this.timeout(300_000);
    const all = trials(['majority', 'boosting', 'stack']);
    const others = childrenOf(process.pid); // Workers of earlier tests may still be ending.
    const sweep = run(all, 'killed worker', 2);
    let workers: number[] = [];
    while (!workers.length) {
      await new Promise((resolve) => setTimeout(resolve, 20));
      workers = childrenOf(process.pid).filter((pid) => !others.includes(pid));
    }
    process.kill(workers[0], 'SIGKILL');
    const { ran, failed } = await sweep;
    assert.equal(ran, 8);
    assert.match(failed[0].failure, /^its process ended \(SIGKILL\)$/);
    assert.ok(failed.length <= 2, 'the trial, and the stack that builds on it');
    const again = await run(all, 'killed worker');
    assert.deepEqual([again.ran, again.found, again.failed], [failed.length, 8 - failed.length, []]);
    assert.deepEqual(read(join(folder(), 'killed worker')), reference());
  });
});

/** Runs trials in a process that dies when it has written half of its nth result; gives the signal it died of. */
function killedInWrite(
  nth: number,
  configurations: readonly Configuration[],
  runs: string,
): Promise<NodeJS.Signals | null> {
  const script = `
    const fs = require('node:fs');
    const { writeSync } = fs;
    let writes = 0;
    fs.writeSync = (file, bytes, at) => {
      if (++writes < ${nth}) return writeSync(file, bytes, at);
      writeSync(file, bytes.subarray(0, bytes.length / 2));
      process.kill(process.pid, 'SIGKILL');
    };
    require(${JSON.stringify(DATASETS)});
    const { runAll } = require(${JSON.stringify(require.resolve('../../src/experiment/runner'))});
    runAll(${JSON.stringify(configurations)}, ${JSON.stringify({ workers: 1, runs, cache: runs })});
  `;
  const child = spawn(process.execPath, ['-r', require.resolve('ts-node/register'), '-e', script], { stdio: 'ignore' });
  return new Promise((resolve) => child.once('exit', (_, signal) => resolve(signal)));
}
