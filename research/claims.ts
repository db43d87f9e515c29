import { join } from 'node:path';
import { InputError } from '../src/base/errors';
import { collect, MissingRunsError } from '../src/experiment/collect';
import type { ResultSet } from '../src/experiment/result';
import { formatClaims, writeClaims } from '../src/report/claims';
import { RESULTS } from './cli';
import { experimentOf } from './experiment';
import { experiments } from './experiments';
import { printFiles, RUNS } from './trials';

/**
 * Writes and prints what has come of every experiment's main claim, from stored runs.
 * @throws InputError where no experiment with a claim has all its runs
 */
export async function writeAllClaims(preset: string): Promise<void> {
  const sets: ResultSet[] = [];
  const missing: string[] = [];
  for (const experiment of experiments.names) {
    const complete = experimentOf({ experiment, set: [], autoCutoffs: false });
    if (!complete.claim) continue;
    try {
      sets.push(await collect(complete, preset, RUNS));
    } catch (error) {
      if (!(error instanceof MissingRunsError)) throw error;
      missing.push(error.what);
    }
  }
  if (sets.length === 0)
    throw new InputError('no claim has its runs stored', RUNS, `runs of one of: ${missing.join('; ')}`);
  const summary = {
    sets,
    missing,
    command: `npm run tables -- --claims${preset === 'quick' ? '' : ` --preset ${preset}`}`,
  };
  console.log(`\n${formatClaims(summary)}\n`);
  printFiles(await writeClaims(summary, join(RESULTS, 'tables'), join(RESULTS, 'figures')));
}
