import { Registry } from '../../base/registry';
import { event } from './event';
import { horizon } from './horizon';
import { table } from './table';

/** The kinds of tasks; data sets add their own tasks to them. */
export const tasks = new Registry('task', [horizon, event, table]);
