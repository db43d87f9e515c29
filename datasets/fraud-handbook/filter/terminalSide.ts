import { CompromiseBelief } from './belief';
import type { FilterParameters } from './parameters';
import type { Queries } from './queries';

/** Believes of a terminal what the known labels of all its customers' transactions tell. */
export class TerminalSide {
  private readonly belief: CompromiseBelief;

  constructor(
    private readonly queries: Queries,
    /** The day of each event, [N]. */
    private readonly day: Int32Array,
    private readonly parameters: FilterParameters,
  ) {
    this.belief = new CompromiseBelief(parameters.terminalHazard, parameters.terminalDays);
  }

  /**
   * That a transaction is a fraud because of its terminal.
   * @param byCustomer that the customer explains an earlier fraud, by event
   */
  probability(query: number, byCustomer: Float64Array): number {
    const { belief } = this;
    const { runStart, runEnd, cleanDay, day, ofTerminals } = this.queries;
    if (runStart[query] === runEnd[query]) return this.anew(day[query] - cleanDay[query]);
    belief.clear();
    let at = cleanDay[query];
    for (let k = runStart[query]; k < runEnd[query]; k++) {
      const fraud = ofTerminals.events[k];
      belief.advance(this.day[fraud] - at);
      at = this.day[fraud];
      belief.observe(1, byCustomer[fraud]);
    }
    belief.advance(day[query] - at);
    return belief.compromised;
  }

  /** The probability of a new compromise since some days ago that is still in force. */
  private anew(days: number): number {
    const { terminalHazard, terminalDays } = this.parameters;
    return 1 - (1 - terminalHazard) ** Math.min(days, terminalDays);
  }
}
