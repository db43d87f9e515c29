import { availableParallelism } from 'node:os';
import { join, relative } from 'node:path';
import { useCache } from '../src/base/cache';
import { checkWritable } from '../src/base/files';
import { formatSeconds } from '../src/base/progress';
import { startEngine } from '../src/engine/engine';
import { collect } from '../src/experiment/collect';
import { type Experiment, plan } from '../src/experiment/experiment';
import { runAll } from '../src/experiment/runner';
import { nameOf } from '../src/experiment/trial';
import { writeFigures } from '../src/report/figures';
import { formatTable, writeTables } from '../src/report/tables';
import { IncompleteError, RESULTS } from './cli';

export interface AblationOptions {
  readonly preset: string;
  readonly workers: number;
  /** What the user called, to be printed beside the results. */
  readonly command?: string;
}

export const DEFAULT_WORKERS = availableParallelism();

/** Where trials are stored, and where arrays that several of them need. */
export const RUNS = join(RESULTS, 'runs');
export const CACHE = join(RESULTS, 'cache');

const TABLES = join(RESULTS, 'tables');
const FIGURES = join(RESULTS, 'figures');

/**
 * Trains what is missing, then writes and prints the tables and writes the figures.
 * @throws IncompleteError after that, where trials failed
 */
export async function ablate(experiment: Experiment, { preset, workers, command }: AblationOptions): Promise<void> {
  const started = Date.now();
  const configurations = plan(experiment, preset).flatMap((row) => row.configurations);
  for (const folder of [RUNS, TABLES, FIGURES]) checkWritable(join(folder, `${experiment.name}.md`));
  console.log((await startEngine()).describe());
  console.log(`experiment: ${experiment.name}, preset ${preset}, ${configurations.length} trials, ${workers} workers`);
  useCache(CACHE);
  const { ran, found, failed } = await runAll(configurations, {
    workers,
    runs: RUNS,
    cache: CACHE,
    modules: [require.resolve('../datasets')],
  });
  console.log(
    `trials: ${ran} run, ${found} found in ${relative(process.cwd(), RUNS)}, ${formatSeconds((Date.now() - started) / 1000)}`,
  );
  for (const { configuration, failure } of failed) console.error(`failed: ${nameOf(configuration)}: ${failure}`);
  await writeReport(experiment, preset, { tables: true, figures: true, command });
}

/**
 * Writes the tables and figures of stored runs, prints the table and where the files are.
 * @throws IncompleteError after that, where rows are left out because their trials failed
 */
export async function writeReport(
  experiment: Experiment,
  preset: string,
  { tables, figures, command }: { tables?: boolean; figures?: boolean; command?: string },
): Promise<void> {
  const set = await collect(experiment, preset, RUNS, command);
  const written: string[] = [];
  if (tables && set.rows.length) {
    written.push(...writeTables(set, TABLES));
    console.log(`\n${formatTable(set)}\n`);
  }
  if (figures && set.rows.length) written.push(...(await writeFigures(set, FIGURES)));
  printFiles(written);
  if (set.failed.length) {
    const rows = set.failed.map(({ title, failure }) => `${title} (${failure})`);
    throw new IncompleteError(`rows left out, for their trials failed: ${rows.join('; ')}`);
  }
}

export function printFiles(paths: readonly string[]): void {
  for (const path of paths) console.log(`wrote ${relative(process.cwd(), path)}`);
}
