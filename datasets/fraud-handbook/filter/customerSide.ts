import { CompromiseBelief } from './belief';
import type { FilterParameters } from './parameters';
import type { Queries } from './queries';
import type { Timeline } from './timeline';

/** The customers' events, those of one customer side by side: what the filter reads over and over; [N] each. */
export interface OwnEvents {
  readonly day: Int32Array;
  /** 0 also where it is not known. */
  readonly label: Uint8Array;
  readonly ratio: Float64Array;
  /** Whether any query replays the amount. */
  readonly replayed: Uint8Array;
}

export function ownEventsOf({ events, label }: Timeline, { ofCustomers, unknown, end }: Queries): OwnEvents {
  const own = ofCustomers.events;
  const replayed = new Uint8Array(own.length);
  for (let q = 0; q < end.length; q++) replayed.fill(1, unknown[q], end[q]);
  return {
    day: Int32Array.from(own, (event) => events.day[event]),
    label: Uint8Array.from(own, (event) => label[event] ?? 0),
    ratio: Float64Array.from(own, (event) => events.ratio[event]),
    replayed,
  };
}

/**
 * Labels are forgotten after so many durations of a compromise. What was in force then is over after one; older labels
 * only tell a little of how to read the later ones, and after three durations nothing that digits show.
 */
const MEMORY = 3;

/** The least density that is told from 0. */
const LEAST_DENSITY = 1e-300;

/** Believes of a customer what their known labels tell, and their amounts since. */
export class CustomerSide {
  /** How many times as likely each replayed or fraudulent amount is if the customer is compromised and it is fraud. */
  private readonly evidence: Float64Array;
  /** Of each customer asked about so far the belief by known labels, */
  private readonly beliefs: (CompromiseBelief | undefined)[] = [];
  /** the day that it is at, */
  private readonly days: Int32Array;
  /** and the place of the first event whose label is not in it. */
  private readonly next: Int32Array;
  /** The belief by labels and, after them, amounts. */
  private readonly belief: CompromiseBelief;

  constructor(
    private readonly queries: Queries,
    private readonly own: OwnEvents,
    private readonly parameters: FilterParameters,
    /** The day before the first event. */
    dayBefore: number,
  ) {
    const { starts } = queries.ofCustomers;
    this.evidence = new Float64Array(own.ratio.length);
    for (let k = 0; k < own.ratio.length; k++)
      if (own.replayed[k] || own.label[k]) this.evidence[k] = this.evidenceOf(own.ratio[k]);
    this.next = starts.slice(0, -1);
    this.days = new Int32Array(starts.length - 1).fill(dayBefore);
    this.belief = this.newBelief();
  }

  /**
   * That a transaction is a fraud because of its customer.
   * @param byTerminal that the terminal explains an earlier fraud, by event
   */
  probability(query: number, byTerminal: Float64Array): number {
    const { belief, evidence } = this;
    const { customer, day, unknown, end, ratio } = this.queries;
    const { share } = this.parameters;
    const owner = customer[query];
    belief.copyFrom(this.learn(owner, day[query], unknown[query], byTerminal));
    let at = this.days[owner];
    for (let k = unknown[query]; k < end[query]; k++) {
      belief.advance(this.own.day[k] - at);
      at = this.own.day[k];
      belief.observe(1 - share + share * evidence[k], 1);
    }
    belief.advance(day[query] - at);
    const compromised = share * belief.compromised;
    const fraud = compromised * this.evidenceOf(ratio[query]);
    return fraud / (fraud + 1 - compromised);
  }

  /** Takes in a customer's labels up to a place, as far as they still tell something on a day. */
  private learn(owner: number, day: number, end: number, byTerminal: Float64Array): CompromiseBelief {
    const { own, next, days } = this;
    const { share, customerDays } = this.parameters;
    this.beliefs[owner] ??= this.newBelief();
    const belief = this.beliefs[owner];
    if (days[owner] < day - MEMORY * customerDays) {
      belief.clear();
      days[owner] = day - MEMORY * customerDays;
      while (next[owner] < end && own.day[next[owner]] <= days[owner]) next[owner]++;
    }
    for (; next[owner] < end; next[owner]++) {
      const k = next[owner];
      belief.advance(own.day[k] - days[owner]);
      days[owner] = own.day[k];
      if (own.label[k] === 0) belief.observe(1 - share, 1);
      else {
        const otherwise = byTerminal[this.queries.ofCustomers.events[k]];
        belief.observe((1 - share) * otherwise + share * this.evidence[k], otherwise);
      }
    }
    return belief;
  }

  private newBelief(): CompromiseBelief {
    return new CompromiseBelief(this.parameters.customerHazard, this.parameters.customerDays);
  }

  private evidenceOf(ratio: number): number {
    const { density, factor } = this.parameters;
    return density(ratio / factor) / factor / Math.max(density(ratio), LEAST_DENSITY);
  }
}
