import { InputError } from '../base/errors';
import { openData } from './data';
import { type Experiment, plan } from './experiment';
import type { ResultSet } from './result';
import { Store } from './store';
import { trialId } from './trial';

/**
 * Reads an experiment's results from the store.
 * @throws InputError when runs are missing; nothing is trained here
 */
export async function collect(experiment: Experiment, form: 'quick' | 'full', runs: string): Promise<ResultSet> {
  const store = new Store(runs);
  const rows = plan(experiment, form);
  const { log, test } = await openData(rows[0].configurations[0]);
  const ids = rows.map(({ configurations }) => configurations.map((one) => trialId(one, log.fingerprint)));
  const missing = ids.flat().filter((id) => !store.has(id)).length;
  const command = `npm run ablate -- ${experiment.name}${form === 'full' ? ' --full' : ''}`;
  if (missing)
    throw new InputError(
      `${missing} of the ${ids.flat().length} runs of experiment ${experiment.name} are missing`,
      runs,
      `to find them after: ${command}`,
    );
  return {
    experiment: {
      ...experiment,
      command,
      comparisons: experiment.comparisons.filter((pair) =>
        pair.every((name) => rows.some(({ row }) => row.name === name)),
      ),
    },
    rows: rows.map(({ row }, r) => ({
      name: row.name,
      title: row.title,
      control: row.control ?? false,
      runs: ids[r].map((id) => store.read(id)),
    })),
    test: { customer: test.examples.customer, item: test.examples.item, label: test.label },
  };
}
