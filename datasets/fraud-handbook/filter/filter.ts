import { DAY } from '../../../src/base/time';
import type { EventIndex, LogColumns, TransactionLog } from '../../../src/data/log';
import { CompromiseBelief } from './belief';
import type { Density } from './density';

/** A log as the filters read it. */
export interface FilterInput {
  readonly columns: LogColumns;
  readonly ofCustomers: OwnEvents;
  readonly ofItems: OwnEvents;
  /** Each amount over the customer's mean so far, in the order of `ofCustomers`, [N]. */
  readonly ratio: Float64Array;
  /** Seconds until a label is known. */
  readonly labelDelay: number;
}

/** An index with what it points to, copied so that the events of one owner lie together in memory. */
interface OwnEvents extends EventIndex {
  readonly time: Float64Array;
  readonly label: Uint8Array;
}

/**
 * @param log with labels
 * @param ratio each amount over the customer's mean, known before it, [N]
 */
export function filterInput(
  { columns, byItem, byCustomer, labelDelay }: TransactionLog,
  ratio: Float64Array,
): FilterInput {
  const own = (index: EventIndex): OwnEvents => ({
    ...index,
    time: gather(columns.time, index.events, Float64Array),
    label: gather(columns.label!, index.events, Uint8Array),
  });
  return {
    columns,
    ofCustomers: own(byCustomer),
    ofItems: own(byItem),
    ratio: gather(ratio, byCustomer.events, Float64Array),
    labelDelay,
  };
}

function gather<T extends Float64Array | Uint8Array>(
  column: T,
  events: Int32Array,
  Column: new (size: number) => T,
): T {
  const gathered = new Column(events.length);
  for (let k = 0; k < events.length; k++) gathered[k] = column[events[k]];
  return gathered;
}

export interface FilterParameters {
  /** Probability that a terminal is compromised on a day, and for how many days it then is. */
  readonly terminalHazard: number;
  readonly terminalDays: number;
  readonly customerHazard: number;
  readonly customerDays: number;
  /** What share of a compromised customer's transactions is fraud, … */
  readonly share: number;
  /** … and how many times the genuine amount. */
  readonly factor: number;
  /** The largest amount that can be genuine. */
  readonly limit: number;
  /** Of the ratios of genuine amounts. */
  readonly density: Density;
}

/**
 * The probability that each of some events is a fraud, in [0, 1], [n], by two hidden Markov filters: is the
 * terminal compromised, so that all that is paid there is fraud; is the customer, so that some of it is,
 * of a larger amount? Each filter knows the other's probability of an earlier fraud, and takes it
 * as the less telling the better the other explains it.
 *
 * An event's probability rests on the labels known before it, and on the amounts up to its own.
 *
 * @param events ascending
 */
export function filterFrauds(input: FilterInput, parameters: FilterParameters, events: Int32Array): Float64Array {
  const { amount, label } = input.columns;
  const terminalSide = new TerminalFilter(input, parameters);
  const customerSide = new CustomerFilter(input, parameters);
  const probability = new Float64Array(events.length);
  // Each side's probability that it explains an event, asked of earlier frauds only.
  const byTerminal = new Float64Array(amount.length);
  const byCustomer = new Float64Array(amount.length);
  const last = events.length > 0 ? events[events.length - 1] : -1;
  for (let e = 0, next = 0; e <= last; e++) {
    const wanted = events[next] === e;
    if (!wanted && label![e] === 0) continue;
    const large = amount[e] > parameters.limit;
    byTerminal[e] = large ? 1 : terminalSide.probability(e, byCustomer);
    byCustomer[e] = large ? 1 : customerSide.probability(e, byTerminal);
    if (wanted) probability[next++] = 1 - (1 - byTerminal[e]) * (1 - byCustomer[e]);
  }
  return probability;
}

/** Believes of a terminal what the known labels of all its customers' transactions tell. */
class TerminalFilter {
  /** For each terminal the position of its first event whose label is not yet known. */
  private readonly known: Int32Array;
  private readonly belief: CompromiseBelief;

  constructor(
    private readonly input: FilterInput,
    { terminalHazard, terminalDays }: FilterParameters,
  ) {
    this.known = input.ofItems.starts.slice(0, -1);
    this.belief = new CompromiseBelief(terminalHazard, terminalDays);
  }

  /** That an event is a fraud because of its terminal. @param byCustomer that the customer explains an earlier fraud */
  probability(event: number, byCustomer: Float64Array): number {
    const { belief, known } = this;
    const { columns, ofItems, labelDelay } = this.input;
    const terminal = columns.item[event];
    const now = columns.time[event];
    while (ofItems.time[known[terminal]] + labelDelay < now) known[terminal]++;
    // A genuine transaction rules a compromise out; only the frauds after the last one tell.
    let first = known[terminal];
    while (first > ofItems.starts[terminal] && ofItems.label[first - 1] === 1) first--;
    belief.clear();
    let day = first > ofItems.starts[terminal] ? dayOf(ofItems.time[first - 1]) : dayOf(columns.time[0]) - 1;
    for (let k = first; k < known[terminal]; k++) {
      belief.advance(dayOf(ofItems.time[k]) - day);
      day = dayOf(ofItems.time[k]);
      belief.observe(1, byCustomer[ofItems.events[k]]);
    }
    belief.advance(dayOf(now) - day);
    return belief.compromised;
  }
}

/** Believes of a customer what their known labels tell, and their amounts since. */
class CustomerFilter {
  /** For each customer the position of the first event whose label is not yet known, and the belief by those before. */
  private readonly known: Int32Array;
  private readonly beliefs: CompromiseBelief[];
  /** The day that each customer's belief is at. */
  private readonly days: Int32Array;
  /** The belief by labels and, after them, amounts. */
  private readonly belief: CompromiseBelief;

  constructor(
    private readonly input: FilterInput,
    private readonly parameters: FilterParameters,
  ) {
    const { customerHazard, customerDays } = parameters;
    this.known = input.ofCustomers.starts.slice(0, -1);
    this.beliefs = Array.from(this.known, () => new CompromiseBelief(customerHazard, customerDays));
    this.days = new Int32Array(this.known.length).fill(dayOf(input.columns.time[0]) - 1);
    this.belief = new CompromiseBelief(customerHazard, customerDays);
  }

  /** That an event is a fraud because of its customer. @param byTerminal that the terminal explains an earlier fraud */
  probability(event: number, byTerminal: Float64Array): number {
    const { belief, known, beliefs, days } = this;
    const { columns, ofCustomers, labelDelay } = this.input;
    const c = columns.customer[event];
    const now = columns.time[event];
    for (; ofCustomers.time[known[c]] + labelDelay < now; known[c]++) this.learn(c, known[c], byTerminal);
    belief.copyFrom(beliefs[c]);
    let day = days[c];
    let k = known[c];
    for (; ofCustomers.events[k] < event; k++) {
      belief.advance(dayOf(ofCustomers.time[k]) - day);
      day = dayOf(ofCustomers.time[k]);
      const genuine = this.genuine(k);
      belief.observe((1 - this.parameters.share) * genuine + this.fraud(k), genuine);
    }
    belief.advance(dayOf(now) - day);
    const fraud = belief.compromised * this.fraud(k);
    return fraud / (fraud + (1 - belief.compromised * this.parameters.share) * this.genuine(k));
  }

  /** Takes in the k-th of the customers' events with its label. */
  private learn(c: number, k: number, byTerminal: Float64Array): void {
    const { beliefs, days } = this;
    const { ofCustomers } = this.input;
    const { share } = this.parameters;
    const day = dayOf(ofCustomers.time[k]);
    beliefs[c].advance(day - days[c]);
    days[c] = day;
    if (ofCustomers.label[k] === 0) beliefs[c].observe(1 - share, 1);
    else {
      const otherwise = this.genuine(k) * byTerminal[ofCustomers.events[k]];
      beliefs[c].observe((1 - share) * otherwise + this.fraud(k), otherwise);
    }
  }

  /** The likelihood of an amount, if it is the customer's own … */
  private genuine(k: number): number {
    return this.parameters.density(this.input.ratio[k]);
  }

  /** … and that a compromised customer's transaction is fraud and of that amount. */
  private fraud(k: number): number {
    const { share, factor, density } = this.parameters;
    return (share * density(this.input.ratio[k] / factor)) / factor;
  }
}

/** Days since 1970. */
function dayOf(time: number): number {
  return Math.floor(time / DAY);
}
