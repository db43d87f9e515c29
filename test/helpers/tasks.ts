import type { ExampleSet, LabelledExamples } from '../../src/data/examples';
import type { TransactionLog } from '../../src/data/log';

/** The distinct times of examples, ascending. */
export function timesOf({ time }: ExampleSet): number[] {
  return [...new Set(time)].sort((a, b) => a - b);
}

/** Each example as [customer, item, label], by their ids; no item where none is asked about. */
export function answersOf(log: TransactionLog, { examples, label }: LabelledExamples): [string, string, number][] {
  return Array.from(label, (y, i) => [
    log.customers[examples.customer[i]],
    examples.item[i] < 0 ? '' : log.items[examples.item[i]],
    y,
  ]);
}
