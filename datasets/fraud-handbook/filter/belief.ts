/** Masses are put on a new scale before they overflow, and what is less likely than one of the smallest never was. */
const LARGEST_MASS = 1e100;
const LEAST_PROBABILITY = 1e-100;

/**
 * What is believed of one terminal or customer that is compromised with a fixed probability a day, for a
 * fixed number of days from the latest time on: a hidden Markov chain whose state is the number of days
 * since the latest compromise, or none in force.
 *
 * A day more only drops the oldest state and adds a new one, and what is seen weighs all states in force alike. So
 * these states are kept as masses on a scale of their own, which neither update has to touch.
 */
export class CompromiseBelief {
  /** The mass of each day that the latest compromise may have begun on: a ring of the last `duration` days. */
  private readonly begun: Float64Array;
  /** The sum of these masses. */
  private mass = 0;
  /** The place of the oldest day in the ring. */
  private oldest = 0;
  private inForce = 0;
  private none = 1;

  /**
   * Starts sure that there is no compromise in force.
   * @param hazard probability of being compromised anew on a day, in [0, 1)
   * @param duration days that a compromise is in force, its first included
   */
  constructor(
    private readonly hazard: number,
    duration: number,
  ) {
    this.begun = new Float64Array(duration);
  }

  /** The probability that a compromise is in force. */
  get compromised(): number {
    return this.inForce;
  }

  copyFrom(other: CompromiseBelief): void {
    this.begun.set(other.begun);
    this.mass = other.mass;
    this.oldest = other.oldest;
    this.inForce = other.inForce;
    this.none = other.none;
  }

  /** Sure again that there is no compromise in force. */
  clear(): void {
    this.begun.fill(0);
    this.mass = 0;
    this.inForce = 0;
    this.none = 1;
  }

  /** Predicts a number of days ahead. */
  advance(days: number): void {
    const duration = this.begun.length;
    // What happened earlier than the duration is over.
    if (days > duration) this.clear();
    for (let left = Math.min(days, duration); left > 0; left--) this.nextDay();
  }

  /** Updates by Bayes' rule with the likelihood of what was seen on the day that the belief is at. */
  observe(ifCompromised: number, ifNot: number): void {
    const total = this.inForce * ifCompromised + this.none * ifNot;
    // Seen what neither state allows: nothing is learned.
    if (!(total > 0)) return;
    this.inForce *= ifCompromised / total;
    this.none *= ifNot / total;
  }

  private nextDay(): void {
    const { begun, hazard, oldest } = this;
    this.expire(begun[oldest]);
    begun[oldest] = 0;
    if (this.inForce > LEAST_PROBABILITY) {
      // As much a unit of probability as the masses before it, which all were spared a new compromise.
      begun[oldest] = (hazard * this.mass) / (this.inForce * (1 - hazard));
      this.mass += begun[oldest];
    } else {
      begun.fill(0);
      begun[oldest] = hazard;
      this.mass = hazard;
    }
    this.inForce = hazard + (1 - hazard) * this.inForce;
    this.none *= 1 - hazard;
    this.oldest = oldest + 1 === begun.length ? 0 : oldest + 1;
    if (this.mass > LARGEST_MASS) this.rescale();
  }

  /** Takes away the mass of a day whose compromise is over. */
  private expire(gone: number): void {
    if (gone === 0) return;
    // Added up anew: a small difference of large sums would be mostly their rounding errors.
    let left = 0;
    for (let place = 0; place < this.begun.length; place++) if (place !== this.oldest) left += this.begun[place];
    this.none += (gone / this.mass) * this.inForce;
    this.inForce *= left / this.mass;
    this.mass = left;
  }

  private rescale(): void {
    for (let place = 0; place < this.begun.length; place++) this.begun[place] /= this.mass;
    this.mass = 1;
  }
}
