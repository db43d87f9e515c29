import { InputError } from '../../src/base/errors';
import { sigmoid } from '../../src/base/logit';
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
    for (let i = 0; i < examples.size; i++)
      values[i] = this.signals[signal][this.numbers[examples.customer[i]] * M + this.momentOf(examples, i)];
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

  /**
   * The probability that each example's label is 1, [n]; if only some signals are named, its mean over what the others are
   * for all customers at that moment.
   */
  probability(examples: ExampleSet, visible: readonly Signal[] = SIGNALS): Float64Array {
    const hidden = this.moments.map((_, m) => this.quantilesWithout(visible, m));
    return this.logOdds(examples, visible).map((logOdds, i) => {
      const parts = hidden[this.momentOf(examples, i)];
      return parts.reduce((sum, part) => sum + sigmoid(logOdds + part), 0) / parts.length;
    });
  }

  /** Equally likely values of the other signals' part of the log-odds at moment m: the middles of as many quantiles. */
  private quantilesWithout(visible: readonly Signal[], m: number): Float64Array {
    const hidden = SIGNALS.filter((name) => !visible.includes(name));
    if (hidden.length === 0) return Float64Array.of(0);
    const M = this.moments.length;
    const parts = this.signals.graph
      .filter((_, i) => i % M === m)
      .map((_, c) => hidden.reduce((sum, name) => sum + this.strengths[name] * this.signals[name][c * M + m], 0))
      .filter((part) => !Number.isNaN(part))
      .sort();
    return Float64Array.from(
      { length: QUANTILES },
      (_, q) => parts[Math.floor(((q + 0.5) / QUANTILES) * parts.length)],
    );
  }

  private momentOf({ time }: ExampleSet, i: number): number {
    const m = this.moments.indexOf(time[i]);
    if (m >= 0) return m;
    const known = this.moments.map(formatDay).join(', ');
    throw new InputError(`the truth is not known at ${formatDay(time[i])}`, 'data set synthetic', `one of ${known}`);
  }
}

const QUANTILES = 200;
