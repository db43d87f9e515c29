import { CustomerSide, type OwnEvents, ownEventsOf } from './customerSide';
import type { FilterParameters } from './parameters';
import { type Queries, queriesOf } from './queries';
import { TerminalSide } from './terminalSide';
import type { Timeline } from './timeline';

/** Why each example's transaction may be a fraud, [n] each. */
export interface SideProbabilities {
  readonly terminal: Float64Array;
  readonly customer: Float64Array;
}

/**
 * The probability that each example's transaction is a fraud by two hidden Markov filters: is the terminal compromised,
 * so that all that is paid there is fraud; is the customer, so that some of it is, of a larger amount? Each filter knows
 * the other's probability of an earlier fraud, and takes it as the less telling the better the other explains it.
 *
 * A probability rests on the labels known before the transaction, and on the amounts up to its own.
 */
export class FraudFilter {
  private readonly queries: Queries;
  private readonly own: OwnEvents;
  /** Each side's probability that it explains an event, of known frauds alone; written before it is read. [N] */
  private readonly byTerminal: Float64Array;
  private readonly byCustomer: Float64Array;

  constructor(private readonly timeline: Timeline) {
    this.queries = queriesOf(timeline);
    this.own = ownEventsOf(timeline, this.queries);
    this.byTerminal = new Float64Array(timeline.label.length);
    this.byCustomer = new Float64Array(timeline.label.length);
  }

  sides(parameters: FilterParameters): SideProbabilities {
    const { queries, own, byTerminal, byCustomer } = this;
    const { events, asked } = this.timeline;
    const terminalSide = new TerminalSide(queries, events.day, parameters);
    const customerSide = new CustomerSide(queries, own, parameters, (events.day[0] ?? 0) - 1);
    const terminal = new Float64Array(asked.day.length);
    const customer = new Float64Array(asked.day.length);
    for (let q = 0; q < queries.row.length; q++) {
      const isLarge = queries.amount[q] > parameters.limit;
      const ofTerminal = isLarge ? 1 : terminalSide.probability(q, byCustomer);
      const ofCustomer = isLarge ? 1 : customerSide.probability(q, byTerminal);
      const event = queries.event[q];
      const row = queries.row[q];
      if (event >= 0) {
        byTerminal[event] = ofTerminal;
        byCustomer[event] = ofCustomer;
      } else {
        terminal[row] = ofTerminal;
        customer[row] = ofCustomer;
      }
    }
    return { terminal, customer };
  }

  /** Either side's reason or both, [n]. */
  probabilities(parameters: FilterParameters): Float64Array {
    const { terminal, customer } = this.sides(parameters);
    return terminal.map((p, row) => 1 - (1 - p) * (1 - customer[row]));
  }
}
