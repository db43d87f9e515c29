/**
 * What is believed of one terminal or customer that is compromised with a fixed probability a day, for a
 * fixed number of days from the latest time on: a hidden Markov chain whose state is the number of days
 * since the latest compromise, or none in force.
 */
export class CompromiseBelief {
  /** P(compromised a days ago, not since), [duration]. */
  private readonly ages: Float64Array;
  private none = 1;

  /**
   * Starts sure that there is no compromise in force.
   * @param hazard probability of being compromised anew on a day
   * @param duration days that a compromise is in force, its first included
   */
  constructor(
    private readonly hazard: number,
    duration: number,
  ) {
    this.ages = new Float64Array(duration);
  }

  /** The probability that a compromise is in force. */
  get compromised(): number {
    return 1 - this.none;
  }

  copyFrom(other: CompromiseBelief): void {
    this.ages.set(other.ages);
    this.none = other.none;
  }

  /** Sure again that there is no compromise in force. */
  clear(): void {
    this.ages.fill(0);
    this.none = 1;
  }

  /** Predicts a number of days ahead. */
  advance(days: number): void {
    if (days === 0) return;
    const { ages, hazard } = this;
    const spared = (1 - hazard) ** days;
    const kept = Math.max(0, ages.length - days);
    ages.copyWithin(ages.length - kept, 0, kept);
    let total = 0;
    for (let age = ages.length - kept; age < ages.length; age++) {
      ages[age] *= spared;
      total += ages[age];
    }
    let fresh = hazard;
    for (let age = 0; age < ages.length - kept; age++, fresh *= 1 - hazard) {
      ages[age] = fresh;
      total += fresh;
    }
    this.none = 1 - total;
  }

  /** Updates by Bayes' rule with the likelihood of what was seen on the day that the belief is at. */
  observe(ifCompromised: number, ifNot: number): void {
    const { ages } = this;
    const total = (1 - this.none) * ifCompromised + this.none * ifNot;
    // Seen what neither state allows: nothing is learned.
    if (!(total > 0)) return;
    const factor = ifCompromised / total;
    for (let age = 0; age < ages.length; age++) ages[age] *= factor;
    this.none *= ifNot / total;
  }
}
