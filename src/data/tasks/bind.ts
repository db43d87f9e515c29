import type { ComponentInput, ComponentSpec } from '../../base/component';
import { InputError } from '../../base/errors';
import { check } from '../../base/json';
import { AsOf } from '../asOf';
import type { TransactionLog } from '../log';
import { tasks } from '.';
import { taskReference } from './reference';
import type { Task } from './task';

/**
 * A task on a log.
 * @throws InputError for a task or an option that there is not, and when the log does not cover what the task asks for
 */
export async function bindTask(task: ComponentInput, log: TransactionLog): Promise<Task> {
  const { name, entry, options } = complete(task);
  try {
    return await entry.bind(options, log);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    throw new InputError(error.what, error.where ? `task ${name}, ${error.where}` : `task ${name}`, error.expected);
  }
}

/**
 * What a model that was trained for a task is asked about a log, with all that was known then.
 * @param items ids of the items asked about, as they were when the model was trained (`Task.items`)
 * @param time in seconds since 1970; the end of the log if omitted (for events: the beginning of its last day)
 * @throws InputError when there is nobody, or nothing, to ask about
 */
export function askTask(task: ComponentInput, log: TransactionLog, items: readonly string[], time?: number): AsOf {
  const { entry, options } = complete(task);
  return new AsOf(entry.ask(options, log, items, time), log);
}

function complete(task: ComponentInput) {
  const spec: ComponentSpec = check(taskReference, task, 'task');
  return { name: spec.name, ...tasks.resolve(spec) };
}
