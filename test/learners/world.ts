import { Random } from '../../src/base/random';
import { DAY } from '../../src/base/time';
import { AsOf } from '../../src/data/asOf';
import { Controls } from '../../src/data/controls/controls';
import type { TrialData } from '../../src/experiment/data';
import { logOf, QUESTIONS, randomRows } from '../../src/testing/logs';
import type { LearningExamples, TrainingData } from '../../src/training/learner';

const log = logOf(randomRows(new Random(5), 1500, { customers: 40, items: 8, days: 40 }));
const [customers] = QUESTIONS;

/** Customers asked about at a time; who bought lately is likelier to be positive. */
function part(days: number): LearningExamples {
  const examples = customers.examples(log, days * DAY);
  const history = log.before(days * DAY);
  const random = Random.of(days, 'labels');
  const label = Uint8Array.from(examples.customer, (customer) => {
    const last = history.times[history.eventsOfCustomer(customer).at(-1) ?? 0];
    const isRecent = last > (days - 1) * DAY;
    return random.next() < (isRecent ? 0.6 : 0.2) ? 1 : 0;
  });
  return { asOf: new AsOf(examples, log), label };
}

/** A trial's data on a small made-up log. */
export const trial: TrialData = {
  log,
  task: {
    items: [],
    folds: ['one'],
    split: () => {
      throw new Error('the examples are made already');
    },
  },
  fingerprint: 'made up',
  train: part(20),
  validation: part(28),
  test: part(36),
};

export const training: TrainingData = {
  train: trial.train,
  validation: trial.validation,
  items: [],
  controls: Controls.none,
  seed: 1,
};
