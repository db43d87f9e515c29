import { z } from 'zod';
import { InputError } from '../../base/errors';
import { DAY, formatDay, parseIso } from '../../base/time';
import type { TransactionLog } from '../log';

/** A day in a configuration. */
export const date = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/, 'expected a date YYYY-MM-DD')
  .refine((text) => !Number.isNaN(Date.parse(text)), 'there is no such day');

/** A whole number of days in a configuration. */
export const days = z.number().int().positive();

/** Training cutoffs, counted back. */
const trainSchema = z
  .strictObject({
    /** At most so many; fewer where the log does not reach back so far. */
    count: z.number().int().positive().default(8),
    everyDays: days.default(30),
  })
  .prefault({});

/**
 * Where the cutoffs of each fold lie, for tasks that look ahead over a horizon:
 * - `single`: one fold, all dates given.
 * - `rolling`: one fold or several. The test cutoff of the last one is given, or lies one horizon before the end of the
 *   log; those of earlier folds lie so many days apart. Each fold's validation cutoff lies one horizon before its test
 *   cutoff, its last training cutoff one horizon before that.
 */
export const cutoffFoldsSchema = z.discriminatedUnion('name', [
  z.strictObject({
    name: z.literal('single'),
    test: date,
    validation: date,
    train: z.strictObject({ last: date, count: z.number().int().positive(), everyDays: days }),
  }),
  z.strictObject({
    name: z.literal('rolling'),
    lastTest: date.optional(),
    count: z.number().int().positive().default(1),
    /** Between the test cutoffs; one horizon if omitted. */
    everyDays: days.optional(),
    train: trainSchema,
  }),
]);
export type CutoffFolds = z.output<typeof cutoffFoldsSchema>;

/** The same folds, counted back from the end of the log. */
export function undatedFolds(folds: CutoffFolds): z.input<typeof cutoffFoldsSchema> {
  if (folds.name === 'rolling') return { ...folds, lastTest: undefined };
  const { count, everyDays } = folds.train;
  return { name: 'rolling', train: { count, everyDays } };
}

/** The cutoffs of a fold, in seconds since 1970; those of training from the last to the first. */
export interface FoldCutoffs {
  readonly train: readonly number[];
  readonly validation: number;
  readonly test: number;
}

/**
 * The cutoffs of every fold, the earliest fold first.
 * @throws InputError when a label window of one split reaches into the next, or the log does not cover them all
 */
export function cutoffFolds(folds: CutoffFolds, horizonDays: number, log: TransactionLog): FoldCutoffs[] {
  const found = folds.name === 'single' ? [dated(folds)] : rolling(folds, horizonDays, log);
  for (const fold of found) checkCutoffs(fold, horizonDays, log);
  return found;
}

function dated({ test, validation, train }: Extract<CutoffFolds, { name: 'single' }>): FoldCutoffs {
  return {
    test: parseIso(test),
    validation: parseIso(validation),
    train: spaced(parseIso(train.last), train.everyDays, train.count),
  };
}

function rolling(
  { lastTest, count, everyDays, train }: Extract<CutoffFolds, { name: 'rolling' }>,
  horizonDays: number,
  log: TransactionLog,
): FoldCutoffs[] {
  const horizon = horizonDays * DAY;
  const last = lastTest ? parseIso(lastTest) : log.end - horizon;
  return Array.from({ length: count }, (_, i) => {
    const test = last - (count - 1 - i) * (everyDays ?? horizonDays) * DAY;
    const lastTrain = test - 2 * horizon;
    // A training cutoff needs a past to learn from: one horizon at least.
    const room = Math.floor((lastTrain - log.start - horizon) / (train.everyDays * DAY)) + 1;
    if (room < 1) {
      const covered = (log.end - log.start) / DAY;
      throw new InputError(
        `the log covers ${covered} days, too few for ${count > 1 ? `${count} folds` : 'the task'}`,
        'folds',
        `at least ${Math.ceil(covered + (log.start + horizon - lastTrain) / DAY)} days (a past, and label windows of ${horizonDays} days for training, validation and test)`,
      );
    }
    return { test, validation: test - horizon, train: spaced(lastTrain, train.everyDays, Math.min(train.count, room)) };
  });
}

function spaced(last: number, everyDays: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) => last - i * everyDays * DAY);
}

/** Every label window closes before the next split's examples are asked, and before the log ends. */
function checkCutoffs({ train, validation, test }: FoldCutoffs, horizonDays: number, log: TransactionLog): void {
  const horizon = horizonDays * DAY;
  for (const [from, at, to, next] of [
    ['training', Math.max(...train), 'validation', validation],
    ['validation', validation, 'test', test],
  ] as const)
    if (at + horizon > next)
      throw new InputError(
        `a ${from} label window of ${horizonDays} days ends after the ${to} cutoff ${formatDay(next)}`,
        'folds',
        'windows that are closed before the next split begins',
      );
  const [first] = log.timeRange;
  const earliest = Math.min(...train);
  if (earliest <= first || test + horizon > log.end)
    throw new InputError(
      `the log runs from ${formatDay(first)} to ${formatDay(log.end - 1)}`,
      'folds',
      `events before ${formatDay(earliest)} and up to ${formatDay(test + horizon - 1)}`,
    );
}

/**
 * Where the windows of each fold lie, for tasks about events and dated labels, in days:
 *
 *     | validation | training | delay | test |
 *
 * A label is known only once its delay has passed, so nothing is tested that lies closer to training than that.
 * Validation comes before training: all training days can be learned from, and no test day had a say. Folds follow each
 * other at a distance of `everyDays`. (Prequential evaluation: Gama, Sebastião and Rodrigues, Machine Learning 2013.)
 */
export const windowFoldsSchema = z.strictObject({
  trainDays: days,
  validationDays: days,
  /** The labels' own delay if omitted. */
  delayDays: z.number().int().min(0).optional(),
  testDays: days,
  count: z.number().int().positive().default(1),
  /** Between the starts of folds; the number of test days if omitted. */
  everyDays: days.optional(),
  /** Where training starts in the last fold; if omitted, its test days end with the log. */
  lastTrain: date.optional(),
});
export type WindowFolds = z.output<typeof windowFoldsSchema>;

/** From a time up to, but not including, another, in seconds since 1970. */
export interface Window {
  readonly from: number;
  readonly to: number;
}

export interface FoldWindows {
  readonly train: Window;
  readonly validation: Window;
  readonly test: Window;
}

/** The windows of every fold, the earliest fold first. @throws InputError when the log does not cover them all */
export function windowFolds(folds: WindowFolds, log: TransactionLog): FoldWindows[] {
  const { trainDays, validationDays, testDays, count, lastTrain } = folds;
  const delayDays = folds.delayDays ?? Math.ceil(log.labelDelay / DAY);
  if (delayDays * DAY < log.labelDelay)
    throw new InputError(
      `a delay of ${delayDays} days`,
      'folds',
      `at least the labels' own, ${log.labelDelay / DAY} days`,
    );
  const last = lastTrain ? parseIso(lastTrain) : log.end - (testDays + delayDays + trainDays) * DAY;
  const found = Array.from({ length: count }, (_, i) => {
    const start = last - (count - 1 - i) * (folds.everyDays ?? testDays) * DAY;
    const test = start + (trainDays + delayDays) * DAY;
    return {
      validation: { from: start - validationDays * DAY, to: start },
      train: { from: start, to: start + trainDays * DAY },
      test: { from: test, to: test + testDays * DAY },
    };
  });
  const [begin, end] = [found[0].validation.from, found[count - 1].test.to];
  if (begin < log.start || end > log.end)
    throw new InputError(
      `the log runs from ${formatDay(log.start)} to ${formatDay(log.end - 1)}`,
      'folds',
      `events from ${formatDay(begin)} to ${formatDay(end - 1)}`,
    );
  return found;
}
