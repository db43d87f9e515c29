import { InputError } from '../../src/base/errors';
import { formatDay } from '../../src/base/time';
import type { ExampleSet } from '../../src/data/examples';
import { SIGNALS, type Signal, type Signals } from './signals';

/** The true probability of every label of the simulated shop, and what it is made of. */
export class Truth {
  constructor(
    private readonly moments: readonly number[],
    private readonly signals: Signals,
    readonly strengths: Readonly<Record<Signal, number>>,
    readonly bias: number,
    /** The simulator's number of each customer of the log. */
    private readonly numbers: Int32Array,
  ) {}

  /** The value of one signal for each example, [n]. @throws InputError at a moment that is none of the shop's */
  signal(examples: ExampleSet, signal: Signal): Float64Array {
    const values = new Float64Array(examples.size);
    const M = this.moments.length;
    for (let i = 0; i < examples.size; i++) {
      const m = this.moments.indexOf(examples.time[i]);
      if (m < 0)
        throw new InputError(
          `the truth is not known at ${formatDay(examples.time[i])}`,
          'data set synthetic',
          `one of ${this.moments.map(formatDay).join(', ')}`,
        );
      values[i] = this.signals[signal][this.numbers[examples.customer[i]] * M + m];
    }
    return values;
  }

  /**
   * The log-odds of each example, [n]; without the other signals' parts if some are named.
   *
   * A predictor that is blind to a signal can at best know the mean of p over that signal's values. As
   * the signals are independent, this mean rises with the log-odds of what is left, so that both rank
   * alike: AUC and average precision of these scores are the best that it can reach. (Exact but for a
   * slight dependence: whoever has many signals in their favour has more often bought already and is not asked.)
   */
  logOdds(examples: ExampleSet, visible: readonly Signal[] = SIGNALS): Float64Array {
    const sum = new Float64Array(examples.size).fill(this.bias);
    for (const name of visible) {
      const values = this.signal(examples, name);
      for (let i = 0; i < sum.length; i++) sum[i] += this.strengths[name] * values[i];
    }
    return sum;
  }

  /** The probability that each example's label is 1, [n]. */
  probability(examples: ExampleSet): Float64Array {
    return this.logOdds(examples).map(sigmoid);
  }
}

export function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x));
}
