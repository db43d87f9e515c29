import { formatDay } from '../base/time';
import type { TransactionLog } from './log';

/** What a log holds, for cards and tables. */
export interface LogSummary {
  readonly events: number;
  readonly customers: number;
  readonly items: number;
  /** Days of the first and the last event, YYYY-MM-DD. */
  readonly first: string;
  readonly last: string;
}

export function summarize(log: TransactionLog): LogSummary {
  const [first, last] = log.timeRange;
  return {
    events: log.size,
    customers: log.customers.length,
    items: log.items.length,
    first: formatDay(first),
    last: formatDay(last),
  };
}
