import { z } from 'zod';

/** Options of families that compare amounts with what is usual for the customer. */
export const usualAmountOptions = {
  /** As many events of the population's mean amount stand before a customer's own. */
  priorEvents: z.number().min(0).default(1),
  /** An amount of at least so many times the usual is large … */
  largeRatio: z.number().positive().default(2.6),
  /** … and does not change what is usual once so many events have done so. */
  settledAfter: z.number().int().min(0).default(5),
};

const optionsSchema = z.strictObject(usualAmountOptions);

/**
 * The running mean m of each customer's amounts, without the large ones, shrunk towards the mean μ of all events so far:
 *
 *   m = (k μ + Σ amounts) / (k + n)
 */
export class UsualAmount {
  private readonly count: Int32Array;
  private readonly sum: Float64Array;
  private total = 0;
  private events = 0;

  constructor(
    customers: number,
    private readonly options: z.output<typeof optionsSchema>,
  ) {
    this.count = new Int32Array(customers);
    this.sum = new Float64Array(customers);
  }

  /** What is usual for a customer by now; NaN before the first event of all. */
  of(customer: number): number {
    const { priorEvents } = this.options;
    return (priorEvents * (this.total / this.events) + this.sum[customer]) / (priorEvents + this.count[customer]);
  }

  /** An amount as a multiple of what is usual for the customer by now; NaN where nothing is. */
  ratio(customer: number, amount: number): number {
    const usual = this.of(customer);
    return usual > 0 ? amount / usual : Number.NaN;
  }

  isLarge(ratio: number): boolean {
    return ratio >= this.options.largeRatio;
  }

  /** Adds an event. @returns its amount as a multiple of what was usual before */
  add(customer: number, amount: number): number {
    const ratio = this.ratio(customer, amount);
    if (this.count[customer] < this.options.settledAfter || !this.isLarge(ratio)) {
      this.count[customer]++;
      this.sum[customer] += amount;
    }
    this.total += amount;
    this.events++;
    return ratio;
  }
}
