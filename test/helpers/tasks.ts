import { tasks } from '../../datasets';
import type { ComponentInput } from '../../src/base/component';
import type { ExampleSet, LabelledExamples } from '../../src/data/examples';
import type { TransactionLog } from '../../src/data/log';
import type { Task } from '../../src/data/tasks/task';

/** Binds a task, written as in a configuration, to a log. */
export async function bindTask(written: ComponentInput, log: TransactionLog): Promise<Task> {
  const { entry, options } = tasks.resolve(tasks.reference().parse(written));
  return entry.bind(options, log);
}

/** What a model that was trained for a task is asked of a log. */
export function askTask(written: ComponentInput, log: TransactionLog, items: readonly string[], time?: number) {
  const { entry, options } = tasks.resolve(tasks.reference().parse(written));
  return entry.ask(options, log, items, time);
}

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
