import { DAY } from '../base/time';
import type { AsOf } from '../data/asOf';
import type { Controls } from '../data/controls/controls';
import type { ExampleSet } from '../data/examples';
import { UsualAmount } from '../data/usualAmount';
import { ASKED_FEATURES, eventFeatures, logOf, logRatioOf, type RecentEventsOptions, writeAge } from './eventFeatures';
import { OtherSide } from './otherSide';

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
  private readonly otherSide?: OtherSide;
  /** How many events, and how many labels, were known to each example; [n] */
  private readonly eventsKnown: Int32Array;
  private readonly labelsKnown: Int32Array;
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
    this.eventsKnown = new Int32Array(size);
    this.labelsKnown = new Int32Array(size);
    this.asked = new Float32Array(ASKED_FEATURES.length * size);
    const { aroundDays } = options;
    const other = aroundDays > 0 ? new OtherSide(startsOf(isCustomer ? ofItem : ofCustomer), aroundDays) : undefined;
    this.otherSide = other;

    const usual = new UsualAmount(ofCustomer.length, options);
    const end = starts.slice();
    // Labels become known in the order of the events.
    const knownEnd = starts.slice();
    let [events, labels] = [0, 0];
    asOf.scan({
      event: (event, customer, item, time, amount) => {
        const at = end[isCustomer ? customer : item]++;
        const ratio = usual.add(customer, amount);
        this.time[at] = time;
        this.logAmount[at] = logOf(amount);
        this.logRatio[at] = logRatioOf(ratio);
        other?.add(event, at, isCustomer ? item : customer, time, usual.isLarge(ratio));
        events = event + 1;
      },
      label: (event, customer, item, _time, label) => {
        this.label[knownEnd[isCustomer ? customer : item]++] = label;
        other?.addLabel(isCustomer ? item : customer, label);
        labels = event + 1;
      },
      example: (row) => {
        this.eventsKnown[row] = events;
        this.labelsKnown[row] = labels;
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
    other?.close();
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
        if (this.otherSide) {
          this.otherSide.look(event, this.eventsKnown[row], this.labelsKnown[row]);
          steps[at++] = Math.log1p(this.otherSide.positiveCount);
          steps[at++] = Math.log1p(this.otherSide.largeCount);
        }
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

function startsOf(counts: Int32Array): Int32Array {
  const starts = new Int32Array(counts.length + 1);
  for (let owner = 0; owner < counts.length; owner++) starts[owner + 1] = starts[owner] + counts[owner];
  return starts;
}
