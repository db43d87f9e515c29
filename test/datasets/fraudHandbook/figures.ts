import { DAY } from '../../../src/base/time';
import type { TransactionLog } from '../../../src/data/log';
import { bindTask } from '../../../src/data/tasks/bind';
import type { Split } from '../../../src/data/tasks/task';
import { cardPrecision } from '../../../src/evaluation/cardPrecision';
import { averagePrecision, rocAuc } from '../../../src/evaluation/ranking';
import '../../../datasets';

/** The handbook's four folds: the events to train on and those to test on, the earliest fold first. */
export async function handbookFolds(log: TransactionLog) {
  const task = await bindTask('fraud-handbook', log);
  const events = (fold: number, split: Split) => task.split(fold, split).examples.event;
  return task.folds.map((day, fold) => ({ day, train: events(fold, 'train'), test: events(fold, 'test') }));
}

/** The handbook's three figures of one test period. */
export function handbookFigures({ columns }: TransactionLog, events: Int32Array, probability: Float64Array) {
  const label = Uint8Array.from(events, (e) => columns.label![e]);
  const customer = Int32Array.from(events, (e) => columns.customer[e]);
  const day = Int32Array.from(events, (e) => Math.floor(columns.time[e] / DAY));
  return {
    auc: rocAuc(probability, label),
    averagePrecision: averagePrecision(probability, label),
    cardPrecision: cardPrecision(probability, label, customer, day, 100).mean,
  };
}
