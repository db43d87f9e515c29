import { z } from 'zod';
import { InputError } from '../../base/errors';
import { lowerBound } from '../../base/search';
import { DAY, formatDay } from '../../base/time';
import { ExampleSet } from '../examples';
import type { TransactionLog } from '../log';
import { days, type FoldWindows, windowFolds, windowFoldsSchema } from './folds';
import { defineTask, type Split } from './task';

const optionsSchema = z.strictObject({
  folds: windowFoldsSchema.prefault({ trainDays: 28, validationDays: 7, testDays: 7 }),
  /**
   * Leave out of the test the events of customers who were known by then to have had a positive one since training
   * began: a bank blocks a card that was defrauded. Known means that the delay had passed when the day began.
   */
  dropKnownPositives: z.boolean().default(false),
  /**
   * If given, of the training days only the last so many make positives known, so that the test is the same however
   * long training is.
   */
  knownDays: days.optional(),
});

/** Is this event positive (is this transaction fraud)? Asked when it happens; its label is known after a delay. */
export const event = defineTask({
  name: 'event',
  summary: 'is this event positive, asked when it happens; the label is known after a delay',
  options: optionsSchema,

  foldCount: ({ folds }) => folds.count,

  undated: ({ folds, ...options }) => ({ ...options, folds: { ...folds, lastTrain: undefined } }),

  async bind({ folds, dropKnownPositives, knownDays }, log) {
    const { label } = log.columns;
    if (!label)
      throw new InputError(
        'the log has no labels of events',
        undefined,
        'a schema with "label"; see docs/your-own-data.md',
      );
    const found = windowFolds(folds, log);
    return {
      items: [],
      folds: found.map(({ test }) => formatDay(test.from)),
      split: (fold: number, split: Split) => {
        const { from, to } = found[fold][split];
        let events = range(lowerBound(log.columns.time, from), lowerBound(log.columns.time, to));
        if (split === 'test' && dropKnownPositives)
          events = withoutKnown(events, found[fold], knownDays ?? folds.trainDays, log, label);
        return { examples: examplesOf(log, events), label: Uint8Array.from(events, (e) => label[e]) };
      },
    };
  },

  ask(_, log, _items, time = log.end - DAY) {
    const events = range(lowerBound(log.columns.time, time), log.size);
    if (events.length > 0) return examplesOf(log, events);
    throw new InputError(
      `there is no event from ${formatDay(time)} on`,
      undefined,
      `a date up to ${formatDay(log.timeRange[1])}: events are scored, not customers`,
    );
  },
});

function range(from: number, to: number): Int32Array {
  return Int32Array.from({ length: to - from }, (_, i) => from + i);
}

function examplesOf({ columns: { time, customer, item } }: TransactionLog, events: Int32Array): ExampleSet {
  return new ExampleSet({
    time: Float64Array.from(events, (e) => time[e]),
    customer: Int32Array.from(events, (e) => customer[e]),
    item: Int32Array.from(events, (e) => item[e]),
    event: events,
  });
}

/**
 * Test events whose customer was not known, when their day began, to have had a positive event since some days before
 * training ended.
 */
function withoutKnown(
  events: Int32Array,
  { train, test }: FoldWindows,
  knownDays: number,
  log: TransactionLog,
  label: Uint8Array,
) {
  const { time, customer } = log.columns;
  const delay = test.from - train.to;
  const known = new Uint8Array(log.customers.length);
  let next = lowerBound(time, Math.max(train.from, train.to - knownDays * DAY));
  return events.filter((e) => {
    const dayBegan = test.from + Math.floor((time[e] - test.from) / DAY) * DAY;
    for (; time[next] < dayBegan - delay; next++) if (label[next]) known[customer[next]] = 1;
    return !known[customer[e]];
  });
}
