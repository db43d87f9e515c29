import { InputError } from '../base/errors';
import { openData } from './data';
import { type Experiment, plan } from './experiment';
import type { FailedRow, ResultRow, ResultSet } from './result';
import { Store } from './store';
import { trialId } from './trial';

/**
 * Reads an experiment's results from the store.
 * @throws InputError when runs are missing; nothing is trained here
 */
export async function collect(experiment: Experiment, form: 'quick' | 'full', runs: string): Promise<ResultSet> {
  const store = new Store(runs);
  const rows = plan(experiment, form);
  const { log, validation, test } = await openData(rows[0].configurations[0]);
  const ids = rows.map(({ configurations }) => configurations.map((one) => trialId(one, log.fingerprint)));
  const missing = ids.flat().filter((id) => !store.has(id)).length;
  const command = `npm run ablate -- ${experiment.name}${form === 'full' ? ' --full' : ''}`;
  if (missing)
    throw new InputError(
      `${missing} of the ${ids.flat().length} runs of experiment ${experiment.name} are missing`,
      runs,
      `to find them after: ${command}`,
    );
  const complete: ResultRow[] = [];
  const failed: FailedRow[] = [];
  rows.forEach(({ row: { name, title, control = false } }, r) => {
    const runs = ids[r].map((id) => store.read(id, { validation: validation.label.length, test: test.label.length }));
    const results = runs.flatMap((run) => ('failure' in run ? [] : run));
    const [failure] = runs.flatMap((run) => ('failure' in run ? run.failure : []));
    if (failure === undefined) complete.push({ name, title, control, runs: results });
    else failed.push({ name, title, failure, runs: runs.length, failures: runs.length - results.length });
  });
  if (!complete.length) throw new InputError(`all rows failed: ${failed[0].failure}`, `experiment ${experiment.name}`);
  return {
    experiment: {
      ...experiment,
      command,
      comparisons: experiment.comparisons.filter((pair) =>
        pair.every((name) => complete.some((row) => row.name === name)),
      ),
    },
    rows: complete,
    failed,
    test: { customer: test.examples.customer, item: test.examples.item, label: test.label },
  };
}
