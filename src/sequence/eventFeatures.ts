import { z } from 'zod';
import { usualAmountOptions } from '../data/usualAmount';

/** Which events are read beside an example. */
export const recentEventsOptions = {
  /** The events of the customer, or of the item, that the example asks about. */
  of: z.enum(['customer', 'item']).default('customer'),
  /** Only those whose label was known by then. */
  labelled: z.boolean().default(false),
  /** At most so many, the latest. */
  length: z.number().int().positive().default(24),
  /** None that lies so many days back or more. */
  days: z.number().positive().default(30),
  /** So many cosines tell the age of an event beside the age itself. */
  ageWaves: z.number().int().min(0).default(0),
  /**
   * Within so many days of each event, what else happened at its item, or to its customer where the events are an item's:
   * known positives and amounts far above the usual. Not told if 0.
   */
  aroundDays: z.number().min(0).default(0),
  ...usualAmountOptions,
};

const optionsSchema = z.strictObject(recentEventsOptions);
export type RecentEventsOptions = z.output<typeof optionsSchema>;

/** What is told of each event beside its age. */
const CONTENTS = [
  'log amount',
  "log amount over the customer's usual one",
  'whether the label is known',
  'the label, 0 where it is not known',
  'the label of the event before: 1, -1 for a negative, 0 where there is none or it is not known',
  'the label of the event after, likewise',
  'log number of known positives after it',
  'log number of known negatives after it',
] as const;

const AROUND = ['log number of known positives around it', 'log number of large amounts around it'] as const;

/** What is told of each event. */
export function eventFeatures({
  ageWaves,
  aroundDays,
}: Pick<RecentEventsOptions, 'ageWaves' | 'aroundDays'>): string[] {
  const waves = Array.from({ length: ageWaves }, (_, k) => `age, wave ${k + 1}`);
  return ['age, as a share of the days read', ...waves, ...CONTENTS, ...(aroundDays > 0 ? AROUND : [])];
}

/** What is told of the event asked about. */
export const ASKED_FEATURES = ['log amount', "log amount over the customer's usual one"] as const;

/**
 * Writes an age a in [0, 1] and the cosines of π k a, k = 1 … K: of them any function of the age can be made to a
 * resolution of 1 / K, as by the time encoding of Xu et al. (ICLR 2020), of which this has the frequencies fixed.
 * @returns the place behind
 */
export function writeAge(age: number, waves: number, out: Float32Array, at: number): number {
  out[at++] = age;
  const first = Math.cos(Math.PI * age);
  // cos (k + 1) x = 2 cos x cos k x − cos (k − 1) x
  let [before, wave] = [1, first];
  for (let k = 0; k < waves; k++) {
    out[at++] = wave;
    const next = 2 * first * wave - before;
    before = wave;
    wave = next;
  }
  return at;
}

/** Refunds count as nothing. */
export function logOf(amount: number): number {
  return Math.log1p(Math.max(0, amount));
}

/** Amounts below this share of the usual one tell no more. */
const LEAST_RATIO = 1 / 32;

/** 0, as for a usual amount, where nothing is usual yet. */
export function logRatioOf(ratio: number): number {
  return Number.isNaN(ratio) ? 0 : Math.log(Math.max(LEAST_RATIO, ratio));
}
