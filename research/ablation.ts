import { join } from 'node:path';
import { checkWritable } from '../src/base/files';
import { collect } from '../src/experiment/collect';
import { type Experiment, plan } from '../src/experiment/experiment';
import { writeFigures } from '../src/report/figures';
import { formatTable, writeTables } from '../src/report/tables';
import { RESULTS } from './cli';
import { printFiles, RUNS, requireAllRows, runTrials } from './trials';

export interface AblationOptions {
  readonly preset: string;
  readonly workers: number;
  /** What the user called, to be printed beside the results. */
  readonly command?: string;
}

const TABLES = join(RESULTS, 'tables');
const FIGURES = join(RESULTS, 'figures');

/**
 * Trains what is missing, then writes and prints the tables and writes the figures.
 * @throws IncompleteError after that, where trials failed
 */
export async function ablate(experiment: Experiment, { preset, workers, command }: AblationOptions): Promise<void> {
  const configurations = plan(experiment, preset).flatMap((row) => row.configurations);
  for (const folder of [RUNS, TABLES, FIGURES]) checkWritable(join(folder, `${experiment.name}.md`));
  await runTrials(configurations, {
    title: `experiment: ${experiment.name}, preset ${preset}`,
    workers,
  });
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
  requireAllRows([set]);
}
