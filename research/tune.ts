import { join, relative } from 'node:path';
import { Option } from 'commander';
import { useCache } from '../src/base/cache';
import type { ComponentSpec } from '../src/base/component';
import { InputError } from '../src/base/errors';
import { checkWritable, writeAtomically } from '../src/base/files';
import { check } from '../src/base/json';
import { formatSeconds } from '../src/base/progress';
import { startEngine } from '../src/engine/engine';
import { type Experiment, plan } from '../src/experiment/experiment';
import type { RunResult } from '../src/experiment/result';
import { Store } from '../src/experiment/store';
import { runTrial } from '../src/experiment/trial';
import { formatTuning, nameOfTuning, writeTuning } from '../src/report/tuning';
import { searchMethods } from '../src/search/methods';
import { METRICS, type SearchMetric } from '../src/search/metric';
import { contains, type Parameter } from '../src/search/parameter';
import { search } from '../src/search/search';
import { checkSpace, declaredValues, pathOf, spaceOf, withDomain } from '../src/search/space';
import type { TunedRow, Tuning } from '../src/search/tuning';
import { IncompleteError, RESULTS, runIfMain, script, wholeNumber } from './cli';
import { type ExperimentOptions, experimentOf, quoted, withExperiment } from './experiment';
import { CACHE, printFiles, RUNS } from './trials';

interface Options extends ExperimentOptions {
  row: readonly string[];
  method: string;
  metric: SearchMetric;
  budget: number;
  space: readonly string[];
  preset: string;
  fold: number;
  seed: number;
  jobs: number;
  test: boolean;
}

const TABLES = join(RESULTS, 'tables');
const FIGURES = join(RESULTS, 'figures');

export const command = withExperiment(
  script('tune', 'Searches the options of an experiment’s rows, on validation alone.', [
    'npm run tune -- --experiment repurchase-30d --row boosting --budget 50',
    'npm run tune -- --experiment synthetic --row sequence fused --method asha --budget 20 --jobs 2',
    'npm run tune -- --experiment synthetic --row fused --set rows.fused.model.branches.sequence.encoder=gru --space training.learningRate=1e-4..0.03:log --space branches.graph.units=16,32',
    'npm run tune -- --experiment repurchase-30d --row boosting --budget 50 --test',
  ]),
)
  .option('--row <names...>', 'the rows of the experiment; each gets the whole budget', [])
  .option('--budget <n>', 'full trainings for each row; shorter ones count as parts of one', wholeNumber(1), 50)
  .option('--method <name>', `${searchMethods.names.join(', ')}, or JSON such as {"name":"asha","eta":4}`, 'tpe')
  .addOption(
    new Option('--metric <name>', 'what is best, on validation')
      .choices(Object.keys(METRICS))
      .default('averagePrecision'),
  )
  .option(
    '--space <option=domain>',
    'where to look for an option, as the table names it: low..high, low..high:log, or choice,choice; may be given several times. What --set sets is not searched',
    (one: string, all: readonly string[]) => [...all, one],
    [],
  )
  .option('--preset <name>', 'the preset whose share of negatives is trained on', 'quick')
  .option('--fold <n>', 'the fold of the task that is searched on, from 0 on', wholeNumber(0), 0)
  .option('--seed <n>', 'seed of the suggestions and of the trials', wholeNumber(0), 0)
  .option('--jobs <n>', 'trials side by side; suggestions depend on it', wholeNumber(1), 1)
  .option('--test', 'then runs the best configuration on test, once', false)
  .action(tune);

async function tune(options: Options): Promise<void> {
  const { row: names, method, metric, budget, seed, jobs } = options;
  const experiment = experimentOf(options);
  const started = Date.now();
  if (names.length === 0) throw new InputError('no row is named', '--row', rowNames(experiment));
  const targets = [...new Set(names)].map((name) => targetOf(experiment, name, options));
  const spec = check(searchMethods.reference(), parseMethod(method), '--method');
  for (const folder of [RUNS, TABLES, FIGURES]) checkWritable(join(folder, `${experiment.name}.md`));
  console.log((await startEngine()).describe());
  useCache(CACHE);
  const rows: TunedRow[] = [];
  for (const { row, configuration, parameters, first } of targets) {
    console.log(
      `${row.title}: ${parameters.length} option${parameters.length === 1 ? '' : 's'}, budget ${budget}, method ${spec.name}, seed ${seed}`,
    );
    const result = await search(configuration, parameters, {
      method: spec,
      metric,
      budget,
      seed,
      first,
      workers: jobs,
      runs: RUNS,
      cache: CACHE,
      modules: [require.resolve('../datasets')],
    });
    console.log(
      `trials: ${result.ran} run, ${result.found} found in ${relative(process.cwd(), RUNS)}, ${formatSeconds((Date.now() - started) / 1000)}`,
    );
    const test = options.test && result.best ? await onTest(result.best.configuration!) : undefined;
    rows.push({ name: row.name, title: row.title, result, startsAsDeclared: first !== undefined, test });
  }
  const tuning: Tuning = {
    experiment,
    command: commandOf(options),
    method: spec.name,
    metric,
    budget,
    seed,
    rows,
  };
  console.log(`\n${formatTuning(tuning)}\n`);
  printFiles([...(await writeTuning(tuning, TABLES, FIGURES)), writeTuned(experiment, tuning)]);
  const failed = rows.filter(({ result }) => !result.best);
  if (failed.length)
    throw new IncompleteError(
      `every attempt failed: ${failed.map(({ title, result }) => `${title} (${failureOf(result.attempts[0].run)})`).join('; ')}`,
    );
}

/** A row's configuration, the options that are searched, and what it begins with. @throws InputError */
function targetOf(experiment: Experiment, name: string, { preset, fold, seed, set, space }: Options) {
  const row = experiment.rows.find((one) => one.name === name);
  if (!row) throw new InputError(`experiment ${experiment.name} has no row "${name}"`, '--row', rowNames(experiment));
  if (!row.model)
    throw new InputError(
      `row "${name}" combines others by their scores on validation, so no examples are left to judge it by`,
      '--row',
      `one of its members: ${row.members!.join(', ')}`,
    );
  const model = row.model;
  const planned = plan({ ...experiment, rows: [{ ...row, presets: undefined }] }, preset)[0].configurations;
  const [configuration] = planned.filter((one) => one.fold === fold);
  if (!configuration) throw new InputError(`there is no fold ${fold}`, '--fold', `0 to ${planned.at(-1)!.fold}`);
  const fixed = new Set(set.flatMap((assignment) => fixedBy(assignment, experiment, name, model)));
  const own = spaceOf(model).filter(({ path }) => !fixed.has(path.join('.')));
  const parameters = space.reduce<Parameter[]>((some, one) => withDomain(model, some, one), own);
  checkSpace(model, parameters);
  // The row's own options come first, unless they lie where the user does not want to look.
  const isWanted = parameters.every((one) => own.includes(one) || contains(one.domain, one.declared));
  const first = isWanted ? declaredValues(parameters) : undefined;
  return { row, configuration: { ...configuration, evaluate: 'validation' as const, seed }, parameters, first };
}

/** The rows that can be searched. */
function rowNames({ rows }: Experiment): string {
  return `one of ${rows.flatMap(({ name, model }) => (model ? [name] : [])).join(', ')}`;
}

/** The paths within a row's model that an assignment of `--set` sets. */
function fixedBy(assignment: string, { rows }: Experiment, name: string, model: ComponentSpec): string[] {
  const path = assignment
    .slice(0, assignment.indexOf('='))
    .replace(/\[([^\]]*)\]/g, '.$1')
    .split('.');
  const [top, row, inRow, ...rest] = path;
  const isMeant = top === 'rows' && (row === name || rows[Number(row)]?.name === name) && inRow === 'model';
  if (!isMeant) return [];
  const at = rest.length ? pathOf(model, rest.join('.')) : [];
  return at ? leavesOf(parseJson(assignment.slice(assignment.indexOf('=') + 1)), at) : [];
}

/** A path, and those of everything inside the value that stands there. */
function leavesOf(value: unknown, path: readonly (string | number)[]): string[] {
  const inner = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  return [path.join('.'), ...inner.flatMap(([key, one]) => leavesOf(one, [...path, key]))];
}

function parseMethod(text: string): unknown {
  return text.startsWith('{') ? parseJson(text) : text;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

async function onTest(configuration: RunResult['configuration']): Promise<RunResult> {
  const run = await runTrial({ ...configuration, evaluate: 'test' }, new Store(RUNS));
  if ('failure' in run) throw new IncompleteError(`the best configuration failed on test: ${run.failure}`);
  return run;
}

/** Writes the experiment with the best models in the rows' places, for `ablate`. @returns the path */
function writeTuned({ name, rows, ...rest }: Experiment, tuning: Tuning): string {
  const path = join(TABLES, `${nameOfTuning(tuning)}.json`);
  const bestOf = (row: string) => tuning.rows.find((one) => one.name === row)?.result.best?.configuration?.model;
  const tuned = rows.map((row) => ({ ...row, ...(bestOf(row.name) ? { model: bestOf(row.name) } : {}) }));
  writeAtomically(path, `${JSON.stringify({ name: nameOfTuning(tuning), ...rest, rows: tuned }, null, 2)}\n`);
  return path;
}

function failureOf(run: TunedRow['result']['attempts'][number]['run']): string {
  return 'failure' in run ? run.failure : '';
}

function commandOf({ set, space, row, autoCutoffs, test, ...options }: Options): string {
  const words = [
    ...Object.entries({ ...options, row: undefined }).flatMap(([name, value]) =>
      value === undefined ? [] : [`--${name}`, String(value)],
    ),
    '--row',
    ...row,
    ...set.flatMap((one) => ['--set', one]),
    ...space.flatMap((one) => ['--space', one]),
    ...(autoCutoffs ? ['--auto-cutoffs'] : []),
    ...(test ? ['--test'] : []),
  ];
  return `npm run tune -- ${words.map(quoted).join(' ')}`;
}

runIfMain(module, command);
