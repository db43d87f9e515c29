import { collect } from '../../src/experiment/collect';
import { type Experiment, plan } from '../../src/experiment/experiment';
import type { ResultSet } from '../../src/experiment/result';
import { searchMethods } from '../../src/search/methods';
import { search } from '../../src/search/search';
import { declaredValues, spaceOf } from '../../src/search/space';
import { runTrials, storesIn } from '../trials';
import type { SearchedRow } from './study';

/**
 * Searches a row's options at random on validation, and runs the best on test, once for each seed of the preset.
 * @throws Error when the experiment has no such row
 */
export async function searchRow(
  experiment: Experiment,
  set: ResultSet,
  name: string,
  { preset, budget, workers, results }: { preset: string; budget: number; workers: number; results: string },
): Promise<SearchedRow> {
  const row = experiment.rows.find((one) => one.name === name);
  const configuration = plan(experiment, preset).find((one) => one.row === row)?.configurations[0];
  if (!row?.model || !configuration) throw new Error(`experiment ${experiment.name} has no row "${name}" to search`);
  const parameters = spaceOf(row.model);
  const first = declaredValues(parameters);
  const { runs, cache } = storesIn(results);
  const result = await search({ ...configuration, evaluate: 'validation' }, parameters, {
    method: searchMethods.reference().parse('random'),
    metric: 'averagePrecision',
    budget,
    seed: 0,
    first,
    workers,
    runs,
    cache,
    modules: [require.resolve('../../datasets')],
  });
  const tuned = { name, title: row.title, result, startsAsDeclared: first !== undefined };
  const best = result.best?.configuration?.model;
  if (!best) return { tuned, result: set };
  const rows = [...experiment.rows, { ...row, name: 'tuned', title: `${row.title}, searched`, model: best }];
  const same = experiment.comparisons.flatMap(([one, against]): [string, string][] =>
    one === name ? [['tuned', against]] : [],
  );
  const comparisons: Experiment['comparisons'] = [...experiment.comparisons, ['tuned', name], ...same];
  const extended: Experiment = { ...experiment, rows, comparisons };
  const trials = plan({ ...extended, rows: rows.slice(-1) }, preset)[0].configurations;
  await runTrials(trials, { title: `${row.title}, searched`, workers, results });
  return { tuned, result: await collect(extended, preset, runs, set.experiment.command) };
}
