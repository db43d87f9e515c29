import { availableParallelism } from 'node:os';
import { join, relative } from 'node:path';
import '../datasets';
import { useCache } from '../src/base/cache';
import { formatSeconds } from '../src/base/progress';
import { startEngine } from '../src/engine/engine';
import type { Configuration } from '../src/experiment/configuration';
import type { ResultSet } from '../src/experiment/result';
import { runAll } from '../src/experiment/runner';
import { nameOf } from '../src/experiment/trial';
import { IncompleteError, RESULTS } from './cli';

export const DEFAULT_WORKERS = availableParallelism();

/** Where trials are stored, and where arrays that several of them need. */
export const { runs: RUNS, cache: CACHE } = storesIn(RESULTS);

/** The same below another folder of results. */
export function storesIn(results: string): { readonly runs: string; readonly cache: string } {
  return { runs: join(results, 'runs'), cache: join(results, 'cache') };
}

/**
 * Runs the trials that are not stored yet, and tells what it does: which engine, how many trials, how long, what failed.
 * @param title what they are part of, e.g. `experiment: synthetic, preset quick`
 * @param results the folder of results
 */
export async function runTrials(
  configurations: readonly Configuration[],
  { title, workers, results = RESULTS }: { title: string; workers: number; results?: string },
): Promise<void> {
  const started = Date.now();
  const { runs, cache } = storesIn(results);
  console.log((await startEngine()).describe());
  console.log(`${title}, ${configurations.length} trials, ${workers} workers`);
  useCache(cache);
  const { ran, found, failed } = await runAll(configurations, {
    workers,
    runs,
    cache,
    modules: [require.resolve('../datasets')],
  });
  console.log(
    `trials: ${ran} run, ${found} found in ${relative(process.cwd(), runs)}, ${formatSeconds((Date.now() - started) / 1000)}`,
  );
  for (const { configuration, failure } of failed) console.error(`failed: ${nameOf(configuration)}: ${failure}`);
}

/** @throws IncompleteError that names the rows that results lack, and why */
export function requireAllRows(sets: readonly ResultSet[]): void {
  const rows = sets.flatMap(({ failed }) => failed.map(({ title, failure }) => `${title} (${failure})`));
  if (rows.length) throw new IncompleteError(`rows left out, for their trials failed: ${rows.join('; ')}`);
}

export function printFiles(paths: readonly string[]): void {
  for (const path of paths) console.log(`wrote ${relative(process.cwd(), path)}`);
}
