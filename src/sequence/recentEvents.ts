import { z } from 'zod';
import { DAY } from '../base/time';
import type { AsOf } from '../data/asOf';
import type { Controls } from '../data/controls/controls';
import type { ExampleSet } from '../data/examples';
import { UsualAmount, usualAmountOptions } from '../data/usualAmount';

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

/** What is told of each event. */
export function eventFeatures({ ageWaves }: Pick<RecentEventsOptions, 'ageWaves'>): string[] {
  const waves = Array.from({ length: ageWaves }, (_, k) => `age, wave ${k + 1}`);
  return ['age, as a share of the days read', ...waves, ...CONTENTS];
}

/** What is told of the event asked about. */
export const ASKED_FEATURES = ['log amount', "log amount over the customer's usual one"] as const;

/** Amounts below this share of the usual one tell no more. */
const LEAST_RATIO = 1 / 32;

/** Events as an encoder reads them. */
export interface EventSteps {
  /** `eventFeatures` of each event and, where they are wanted, `ASKED_FEATURES` of the one asked about; [B, T, F] */
  readonly steps: Float32Array;
  /** 1 for an event, 0 for padding, [B, T] */
  readonly mask: Float32Array;
}

/**
 * For each example the latest events of its customer or of its item, as they were known at its time. An item's events
 * carry a message from two hops away: how unusual each amount was for the customer who paid it.
 *
 * One scan puts the events of each owner side by side, oldest first, and notes for each example where they ended by then
 * and how far their labels were known. So the memory is O(events + examples), however many are read beside each example.
 */
export class RecentEvents {
  private readonly examples: ExampleSet;
  private readonly options: RecentEventsOptions;
  /** Where the events of each owner begin, [owners + 1]. */
  private readonly starts: Int32Array;
  /** Where, for each example, its owner's events end, and those whose label is known; -1 without an owner. [n] */
  private readonly ends: Int32Array;
  private readonly knownEnds: Int32Array;
  /** Of the owners' events. */
  private readonly time: Float64Array;
  private readonly label: Uint8Array;
  private readonly logAmount: Float32Array;
  private readonly logRatio: Float32Array;
  /** `ASKED_FEATURES` of the events that the examples ask about, 0 where they ask about none; [n, 2] */
  readonly asked: Float32Array;

  constructor(asOf: AsOf, options: RecentEventsOptions) {
    const isCustomer = options.of === 'customer';
    const { customer: askedCustomer, item: askedItem, event: askedEvent, size } = asOf.examples;
    const askedOwner = isCustomer ? askedCustomer : askedItem;
    const { amount: askedAmount } = asOf.askedEvents;
    const { ofCustomer, ofItem } = asOf.extent;
    const starts = startsOf(isCustomer ? ofCustomer : ofItem);
    const E = starts[starts.length - 1];
    this.examples = asOf.examples;
    this.options = options;
    this.starts = starts;
    this.ends = new Int32Array(size).fill(-1);
    this.knownEnds = new Int32Array(size).fill(-1);
    this.time = new Float64Array(E);
    this.label = new Uint8Array(E);
    this.logAmount = new Float32Array(E);
    this.logRatio = new Float32Array(E);
    this.asked = new Float32Array(ASKED_FEATURES.length * size);

    const usual = new UsualAmount(ofCustomer.length, options);
    const end = starts.slice();
    // Labels become known in the order of the events.
    const knownEnd = starts.slice();
    asOf.scan({
      event: (_event, customer, item, time, amount) => {
        const at = end[isCustomer ? customer : item]++;
        this.time[at] = time;
        this.logAmount[at] = logOf(amount);
        this.logRatio[at] = logRatioOf(usual.add(customer, amount));
      },
      label: (_event, customer, item, _time, label) => {
        this.label[knownEnd[isCustomer ? customer : item]++] = label;
      },
      example: (row) => {
        const owner = askedOwner[row];
        if (owner >= 0) {
          this.ends[row] = end[owner];
          this.knownEnds[row] = knownEnd[owner];
        }
        if (askedEvent[row] < 0) return;
        this.asked[2 * row] = logOf(askedAmount[row]);
        this.asked[2 * row + 1] = logRatioOf(usual.ratio(askedCustomer[row], askedAmount[row]));
      },
    });
  }

  /** Mean and standard deviation of the log amounts of all events; 0 and 1 where there is none. */
  amountMoments(): { mean: number; std: number } {
    const { logAmount } = this;
    let sum = 0;
    for (let i = 0; i < logAmount.length; i++) sum += logAmount[i];
    const mean = sum / Math.max(1, logAmount.length);
    let squares = 0;
    for (let i = 0; i < logAmount.length; i++) squares += (logAmount[i] - mean) ** 2;
    return { mean, std: Math.sqrt(squares / Math.max(1, logAmount.length)) || 1 };
  }

  /**
   * The events of some examples, the latest last; shorter pasts are padded in front.
   * @param withAsked whether the event asked about stands beside each
   * @param isDropped asked for each event: whether it is left out
   * @param controls those that destroy the order of events act here: ages stay, and all else is permuted
   */
  read(rows: Int32Array, withAsked: boolean, controls: Controls, isDropped = () => false): EventSteps {
    const { length: T, days, of, labelled, ageWaves } = this.options;
    const { customer, item, time } = this.examples;
    const owners = of === 'customer' ? customer : item;
    const F = eventFeatures(this.options).length + (withAsked ? ASKED_FEATURES.length : 0);
    const steps = new Float32Array(rows.length * T * F);
    const mask = new Float32Array(rows.length * T);
    const when = new Int32Array(T);
    const contents = new Int32Array(T);
    for (let b = 0; b < rows.length; b++) {
      const row = rows[b];
      const knownEnd = this.knownEnds[row];
      const end = labelled ? knownEnd : this.ends[row];
      if (end < 0) continue;
      const oldest = time[row] - days * DAY;
      const least = Math.max(this.starts[owners[row]], end - T);
      let first = end;
      while (first > least && this.time[first - 1] > oldest) first--;
      let count = 0;
      for (let event = first; event < end; event++) if (!isDropped()) when[count++] = event;
      contents.set(when);
      controls.order(contents.subarray(0, count), time[row], owners[row]);
      let [positives, negatives] = [0, 0];
      for (let i = count - 1; i >= 0; i--) {
        const step = (b + 1) * T - count + i;
        const event = contents[i];
        const sign = this.signOf(event, knownEnd);
        let at = step * F;
        mask[step] = 1;
        at = writeAge((time[row] - this.time[when[i]]) / (days * DAY), ageWaves, steps, at);
        steps[at++] = this.logAmount[event];
        steps[at++] = this.logRatio[event];
        steps[at++] = sign === 0 ? 0 : 1;
        steps[at++] = sign > 0 ? 1 : 0;
        steps[at++] = i > 0 ? this.signOf(contents[i - 1], knownEnd) : 0;
        steps[at++] = i < count - 1 ? this.signOf(contents[i + 1], knownEnd) : 0;
        steps[at++] = Math.log1p(positives);
        steps[at++] = Math.log1p(negatives);
        if (sign > 0) positives++;
        else if (sign < 0) negatives++;
        if (withAsked) for (let a = 2 * row; a < 2 * row + 2; a++) steps[at++] = this.asked[a];
      }
    }
    return { steps, mask };
  }

  /** 1 or -1 for the label of an event, 0 where it is not known. */
  private signOf(event: number, knownEnd: number): number {
    return event < knownEnd ? 2 * this.label[event] - 1 : 0;
  }
}

/**
 * Writes an age a in [0, 1] and the cosines of π k a, k = 1 … K: of them any function of the age can be made to a
 * resolution of 1 / K, as by the time encoding of Xu et al. (ICLR 2020), of which this has the frequencies fixed.
 * @returns the place behind
 */
function writeAge(age: number, waves: number, out: Float32Array, at: number): number {
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

function startsOf(counts: Int32Array): Int32Array {
  const starts = new Int32Array(counts.length + 1);
  for (let owner = 0; owner < counts.length; owner++) starts[owner + 1] = starts[owner] + counts[owner];
  return starts;
}

function logOf(amount: number): number {
  return Math.log1p(Math.max(0, amount));
}

/** 0, as for a usual amount, where nothing is usual yet. */
function logRatioOf(ratio: number): number {
  return Number.isNaN(ratio) ? 0 : Math.log(Math.max(LEAST_RATIO, ratio));
}
