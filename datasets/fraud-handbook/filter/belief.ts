/**
 * What is believed of one terminal or customer that is compromised with a fixed probability a day, for a
 * fixed number of days from the latest time on: a hidden Markov chain whose state is the number of days
 * since the latest compromise, or none in force.
 */
export class CompromiseBelief {
  /** P(compromised a days ago, not since | a compromise is in force), [duration]. */
  private readonly ages: Float64Array;
  private inForce = 0;
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
    return this.inForce;
  }

  copyFrom(other: CompromiseBelief): void {
    this.ages.set(other.ages);
    this.inForce = other.inForce;
    this.none = other.none;
  }

  /** Sure again that there is no compromise in force. */
  clear(): void {
    this.inForce = 0;
    this.none = 1;
  }

  /** Predicts a number of days ahead. */
  advance(days: number): void {
    if (days === 0) return;
    const { ages, hazard } = this;
    // What happened earlier than the duration is over.
    const fresh = Math.min(days, ages.length);
    const spared = (1 - hazard) ** fresh;
    let over = 0;
    for (let age = ages.length - fresh; age < ages.length; age++) over += ages[age] * this.inForce;
    const left = spared * this.inForce;
    this.none = spared * (this.none + over);
    this.inForce = 1 - spared + spared * (this.inForce - over);
    if (!(this.inForce > 0)) {
      this.clear();
      return;
    }
    for (let age = ages.length - 1; age >= fresh; age--) ages[age] = (ages[age - fresh] * left) / this.inForce;
    let begun = hazard;
    for (let age = 0; age < fresh; age++, begun *= 1 - hazard) ages[age] = begun / this.inForce;
  }

  /** Updates by Bayes' rule with the likelihood of what was seen on the day that the belief is at. */
  observe(ifCompromised: number, ifNot: number): void {
    const total = this.inForce * ifCompromised + this.none * ifNot;
    // Seen what neither state allows: nothing is learned.
    if (!(total > 0)) return;
    this.inForce *= ifCompromised / total;
    this.none *= ifNot / total;
  }
}
