import { availableParallelism } from 'node:os';
import { join, relative } from 'node:path';
import { useCache } from '../src/base/cache';
import { checkWritable } from '../src/base/files';
import { formatSeconds } from '../src/base/progress';
import { startEngine } from '../src/engine/engine';
import { collect } from '../src/experiment/collect';
import { type Experiment, plan } from '../src/experiment/experiment';
import { runAll } from '../src/experiment/runner';
import { writeFigures } from '../src/report/figures';
import { formatTable, writeTables } from '../src/report/tables';
import { RESULTS } from './cli';

export interface AblationOptions {
  readonly form: 'quick' | 'full';
  readonly workers: number;
}

export const DEFAULT_WORKERS = availableParallelism();

/** Where trials are stored, and where arrays that several of them need. */
export const RUNS = join(RESULTS, 'runs');
export const CACHE = join(RESULTS, 'cache');

const TABLES = join(RESULTS, 'tables');
const FIGURES = join(RESULTS, 'figures');

/** Trains what is missing, then writes and prints the tables and writes the figures. */
export async function ablate(experiment: Experiment, { form, workers }: AblationOptions): Promise<void> {
  const started = Date.now();
  for (const folder of [RUNS, TABLES, FIGURES]) checkWritable(join(folder, `${experiment.name}.md`));
  console.log((await startEngine()).describe());
  const configurations = plan(experiment, form).flatMap((row) => row.configurations);
  console.log(`experiment: ${experiment.name}, ${form} form, ${configurations.length} trials, ${workers} workers`);
  useCache(CACHE);
  const { ran, found } = await runAll(configurations, { workers, runs: RUNS, cache: CACHE });
  console.log(
    `trials: ${ran} run, ${found} found in ${relative(process.cwd(), RUNS)}, ${formatSeconds((Date.now() - started) / 1000)}`,
  );
  await writeReport(experiment, form, { tables: true, figures: true });
}

/** Writes the tables and figures of stored runs, prints the table and where the files are. */
export async function writeReport(
  experiment: Experiment,
  form: 'quick' | 'full',
  parts: { tables?: boolean; figures?: boolean },
): Promise<void> {
  const set = await collect(experiment, form, RUNS);
  const written: string[] = [];
  if (parts.tables) {
    written.push(...writeTables(set, TABLES));
    console.log(`\n${formatTable(set)}\n`);
  }
  if (parts.figures) written.push(...(await writeFigures(set, FIGURES)));
  printFiles(written);
}

export function printFiles(paths: readonly string[]): void {
  for (const path of paths) console.log(`wrote ${relative(process.cwd(), path)}`);
}
