import { InputError } from '../base/errors';
import { DAY } from '../base/time';
import { datasets } from '../data/datasets';
import type { Metrics } from '../evaluation/metrics';
import { mean } from '../evaluation/ranking';
import { type Configuration, trialId } from './configuration';
import { openData, openTask } from './data';
import { type Experiment, type PlannedRow, plan } from './experiment';
import type { FailedRun, PooledRun, ResultRow, ResultSet, RunResult, ScoredExamples } from './result';
import { Store } from './store';
import { prerequisites } from './trial';
import { unseenIn } from './unseen';

/** Runs that nobody has made yet. */
export class MissingRunsError extends InputError {}

/**
 * Reads an experiment's results from the store.
 * @param command makes them, and is printed beside them
 * @throws MissingRunsError when runs are missing; nothing is trained here
 */
export async function collect(
  experiment: Experiment,
  preset: string,
  runs: string,
  command = `npm run ablate -- ${experiment.name}${preset === 'quick' ? '' : ` --preset ${preset}`}`,
): Promise<ResultSet> {
  const store = new Store(runs);
  const planned = plan(experiment, preset);
  const { fingerprint, task } = await openTask(planned[0].configurations[0]);
  const ids = planned.map(({ configurations }) => configurations.map((one) => trialId(one, fingerprint)));
  const missing = ids.flat().filter((id) => !store.has(id)).length;
  if (missing)
    throw new MissingRunsError(
      `${missing} of the ${ids.flat().length} runs of experiment ${experiment.name} are missing`,
      runs,
      `to find them after: ${command}`,
    );
  for (const row of planned) await requireSameTest(row, planned[0]);
  const stored = new Map<string, RunResult | FailedRun>();
  const read = async (id: string, configuration: Configuration) => {
    const run = stored.get(id) ?? store.read(id, await sizesOf(configuration));
    stored.set(id, run);
    return run;
  };
  /** What a stack was made of. */
  const membersOf = async (configuration: Configuration) => {
    const runs = await Promise.all(prerequisites(configuration).map((one) => read(trialId(one, fingerprint), one)));
    return runs.filter((run): run is RunResult => !isFailed(run));
  };
  const rows: ResultRow[] = [];
  const failed: { title: string; failure: string }[] = [];
  for (const [r, { row, configurations }] of planned.entries()) {
    const found = await Promise.all(configurations.map((one, i) => read(ids[r][i], one)));
    const failure = found.find(isFailed);
    if (failure) failed.push({ title: row.title, failure: failure.failure });
    else
      rows.push({
        name: row.name,
        title: row.title,
        control: row.control,
        published: row.published,
        levels: row.levels,
        runs: pool(planned[r], found as RunResult[], await Promise.all(configurations.map(membersOf))),
      });
  }
  const present = (names: readonly string[]) => names.filter((name) => rows.some((row) => row.name === name));
  return {
    experiment: {
      name: experiment.name,
      title: experiment.title,
      command,
      ceiling: experiment.ceiling,
      gap: experiment.gap,
      source: experiment.source,
      comparisons: experiment.comparisons.filter((pair) => present(pair).length === 2),
      margins: experiment.margins,
      claim: claimAmong(experiment, present),
    },
    folds: task.folds,
    rows,
    failed,
    test: await testExamples(planned[0]),
  };
}

/** @throws InputError when a row with a task of its own is tested on other examples than another row */
async function requireSameTest(row: PlannedRow, other: PlannedRow): Promise<void> {
  if (!row.row.task) return;
  const tests = ({ configurations }: PlannedRow) =>
    Promise.all(configurations.map(async (one) => (await openData(one)).test.asOf.fingerprint));
  const [own, others] = await Promise.all([tests(row), tests(other)]);
  if (own.join() === others.join()) return;
  throw new InputError(
    `its task asks about other test examples than that of row "${other.row.name}"`,
    `row "${row.row.name}"`,
    'the same test examples, so that rows can be compared',
  );
}

/** How many examples a trial scores. */
async function sizesOf(configuration: Configuration): Promise<{ validation: number; test: number }> {
  const { validation, test } = await openData(configuration);
  return { validation: validation.label.length, test: test.label.length };
}

/** The claim as far as its rows are there; none without a candidate or without a baseline. */
function claimAmong({ claim }: Experiment, present: (names: readonly string[]) => string[]): Experiment['claim'] {
  const found = claim && { candidates: present(claim.candidates), baselines: present(claim.baselines) };
  return found?.candidates.length && found.baselines.length ? found : undefined;
}

function isFailed(run: RunResult | FailedRun): run is FailedRun {
  return 'failure' in run;
}

/** The trials of each seed, over all folds. */
function pool(
  { configurations }: PlannedRow,
  runs: readonly RunResult[],
  members: readonly (readonly RunResult[])[],
): PooledRun[] {
  const seeds = [...new Set(configurations.map(({ seed }) => seed))];
  return seeds.map((seed) => {
    const isOfSeed = (_: unknown, i: number) => configurations[i].seed === seed;
    const folds = runs.filter(isOfSeed);
    const branches = Object.keys(folds[0].scores.branches ?? {});
    return {
      seed,
      folds,
      members: members.filter(isOfSeed).flat(),
      metrics: meanMetrics(folds),
      score: concatenate(folds.map(({ scores }) => scores.test!)),
      branches: Object.fromEntries(
        branches.map((name) => [name, concatenate(folds.map(({ scores }) => scores.branches![name]))]),
      ),
    };
  });
}

function meanMetrics(runs: readonly RunResult[]): Metrics {
  const names = Object.keys(runs[0].metrics) as (keyof Metrics)[];
  return Object.fromEntries(
    names.map((name) => [name, mean(runs.map(({ metrics }) => metrics[name]))]),
  ) as unknown as Metrics;
}

/** The test examples of all folds. */
async function testExamples({ configurations }: PlannedRow): Promise<ScoredExamples> {
  const folds = configurations.filter(({ seed }) => seed === configurations[0].seed);
  const data = await Promise.all(folds.map((one) => openData(one)));
  const tests = data.map((one) => one.test);
  const size = tests.reduce((sum, { label }) => sum + label.length, 0);
  const test = {
    customer: new Int32Array(size),
    item: new Int32Array(size),
    label: new Uint8Array(size),
    fold: new Int32Array(size),
    unseen: { customer: new Uint8Array(size), item: new Uint8Array(size) },
  };
  const event = new Int32Array(size);
  const day = new Int32Array(size);
  let at = 0;
  tests.forEach(({ asOf: { examples }, label }, fold) => {
    test.customer.set(examples.customer, at);
    test.item.set(examples.item, at);
    test.label.set(label, at);
    test.fold.fill(fold, at, at + label.length);
    const unseen = unseenIn(examples, data[fold].train.asOf);
    test.unseen.customer.set(unseen.customer, at);
    test.unseen.item.set(unseen.item, at);
    event.set(examples.event, at);
    day.set(
      Int32Array.from(examples.time, (time) => Math.floor(time / DAY)),
      at,
    );
    at += label.length;
  });
  if (event.includes(-1)) return test;
  const { entry, options } = datasets.resolve(configurations[0].dataset);
  const kinds = await entry.kinds?.(options);
  return { ...test, day, kinds: kinds && { ...kinds, of: Uint8Array.from(event, (e) => kinds.of[e]) } };
}

function concatenate(parts: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
