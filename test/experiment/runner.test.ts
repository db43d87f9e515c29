import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../../src/base/errors';
import { synthetic as task } from '../../src/data/tasks/synthetic';
import type { Configuration } from '../../src/experiment/configuration';
import { type Experiment, plan, type RowSpec } from '../../src/experiment/experiment';
import type { RunResult } from '../../src/experiment/result';
import { runAll } from '../../src/experiment/runner';
import { Store } from '../../src/experiment/store';
import { temporaryFolder } from '../helpers/temporaryFolder';

const SHOP = { customers: 200, itemsPerSeason: 20, baseRate: 0.2 };

const ROWS: RowSpec[] = [
  { name: 'majority', title: 'majority', learner: 'majority' },
  {
    name: 'boosting',
    title: 'boosting',
    learner: 'gradient-boosting',
    options: { features: ['rfm'], model: { numTrees: 5 } },
  },
  {
    name: 'fused',
    title: 'fused',
    learner: 'fused',
    options: {
      branches: { sequence: { leastEvents: 1_000_000, itemWidth: 1, width: 4 }, tabular: { features: ['rfm'] } },
      training: { epochs: 2, batchSize: 256 },
    },
  },
  { name: 'stack', title: 'stack', learner: 'stack', members: ['boosting', 'fused'] },
];

/** The trials of some rows, two seeds each. */
function trials(rows: readonly string[]): Configuration[] {
  const experiment: Experiment = {
    name: 'small',
    title: 'small',
    dataset: { name: 'synthetic', options: SHOP },
    task,
    negatives: { quick: 0.5, full: 1 },
    seeds: { quick: 2, full: 2 },
    rows: ROWS,
    comparisons: [],
  };
  return plan(experiment, 'quick').flatMap(({ row, configurations }) =>
    rows.includes(row.name) ? configurations : [],
  );
}

/** What a folder of results holds, but for what time and memory were like. */
function read(folder: string): Map<string, Partial<RunResult>> {
  const store = new Store(folder);
  const ids = readdirSync(folder).flatMap((file) => (file.endsWith('.json') ? file.replace(/\.json$/, '') : []));
  return new Map(
    ids.sort().map((id) => {
      const { seconds, environment, ...result } = store.read(id);
      return [id, result];
    }),
  );
}

describe('runner', () => {
  const folder = temporaryFolder();
  const inFolder = (name: string, workers = 1) => ({
    workers,
    runs: join(folder(), name),
    cache: join(folder(), 'cache'),
  });
  const everything = trials(ROWS.map(({ name }) => name));

  before(async function () {
    this.timeout(300_000);
    assert.deepEqual(await runAll(everything, inFolder('reference')), { ran: 8, found: 0 });
  });
  const reference = () => read(join(folder(), 'reference'));

  it('trains nothing that the store has', async () => {
    assert.deepEqual(await runAll(everything, inFolder('reference')), { ran: 0, found: 8 });
  });

  it('runs the members of a stack, also those that nobody asked for', async () => {
    const runs = inFolder('stack');
    assert.deepEqual(await runAll(trials(['stack']), runs), { ran: 6, found: 0 });
    const [known, made] = [reference(), read(runs.runs)];
    for (const [id, result] of made) assert.deepEqual(result, known.get(id));
  });

  it('runs a trial once that is asked for twice', async () => {
    const twice = [...trials(['majority']), ...trials(['majority'])];
    assert.deepEqual(await runAll(twice, inFolder('twice')), { ran: 2, found: 0 });
  });

  it('gives the same bits with two workers as with one process', async function () {
    this.timeout(300_000);
    const runs = inFolder('workers', 2);
    assert.deepEqual(await runAll(everything, runs), { ran: 8, found: 0 });
    assert.deepEqual(read(runs.runs), reference());
  });

  it('goes on after a kill in the middle of a write, to the same bits', async function () {
    this.timeout(300_000);
    const runs = inFolder('killed');
    assert.equal(await killedInWrite(3, everything, runs), 'SIGKILL');
    assert.equal(readdirSync(runs.runs).filter((file) => file.endsWith('.tmp')).length, 1, 'a half-written file');
    const [known, left] = [reference(), read(runs.runs)];
    assert.equal(left.size, 2);
    for (const [id, result] of left) assert.deepEqual(result, known.get(id));
    assert.deepEqual(await runAll(everything, runs), { ran: 6, found: 2 });
    assert.deepEqual(read(runs.runs), known);
  });

  for (const [where, workers] of [
    ['this process', 1],
    ['a worker', 2],
  ] as const)
    it(`hands on the user's mistake that ${where} finds`, async function () {
      this.timeout(300_000);
      const wrong = trials(['boosting']).map((one) => ({
        ...one,
        model: { ...one.model, options: { features: ['rmf'] } },
      }));
      await assert.rejects(
        runAll(wrong, inFolder(`wrong ${workers}`, workers)),
        (error: Error) => error instanceof InputError && /rmf/.test(error.message),
      );
    });
});

/** Runs trials in a process that dies when it has written half of its nth result; gives the signal it died of. */
function killedInWrite(
  nth: number,
  configurations: readonly Configuration[],
  options: Parameters<typeof runAll>[1],
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
    const { runAll } = require(${JSON.stringify(require.resolve('../../src/experiment/runner'))});
    runAll(${JSON.stringify(configurations)}, ${JSON.stringify(options)});
  `;
  const child = spawn(process.execPath, ['-r', require.resolve('ts-node/register'), '-e', script], { stdio: 'ignore' });
  return new Promise((resolve) => child.once('exit', (_, signal) => resolve(signal)));
}
