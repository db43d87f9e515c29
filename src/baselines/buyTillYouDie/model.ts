import { nelderMead } from '../../base/nelderMead';
import type { PurchaseSummaries } from './summaries';

/** Positive parameters by their names in the literature; rates are per week. */
export type Parameters = Readonly<Record<string, number>>;

/**
 * A model of customers who buy at random as long as they are alive and die unobserved (Schmittlein, Morrison and Colombo,
 * Management Science 1987).
 */
export interface BuyTillYouDie<P extends Parameters = Parameters> {
  readonly name: string;
  readonly summary: string;
  readonly parameters: readonly (keyof P & string)[];
  /** Where the search for parameters starts. @param gap mean weeks between purchases @param age mean age in weeks */
  start(gap: number, age: number): P;
  /** Log-likelihood of the summaries, each by its weight. */
  logLikelihood(parameters: P, summaries: PurchaseSummaries): number;
  /** The probability that each buys within so many weeks, [n]. */
  probability(parameters: P, summaries: PurchaseSummaries, weeks: number): Float64Array;
  /** How many purchases to expect of each within so many weeks, [n]. */
  expectedCount(parameters: P, summaries: PurchaseSummaries, weeks: number): Float64Array;
}

/** Parameters are sought between e⁻¹² and e¹²: beyond, a distribution is a point for all that can be told. */
const LARGEST_LOG = 12;

/** Parameters by maximum likelihood. */
export function fitByLikelihood<P extends Parameters>(
  model: BuyTillYouDie<P>,
  summaries: PurchaseSummaries,
): { parameters: P; logLikelihood: number; converged: boolean } {
  const { frequency, age, weight } = summaries;
  const total = (of: ArrayLike<number>) => weight.reduce((sum, w, i) => sum + w * of[i], 0);
  const customers = weight.reduce((sum, w) => sum + w, 0);
  const days = 1 / 7;
  const start = model.start(
    Math.max(days, total(age)) / Math.max(1, total(frequency)),
    Math.max(days, total(age) / customers),
  );
  const parametersAt = (point: Float64Array) =>
    Object.fromEntries(model.parameters.map((name, i) => [name, Math.exp(point[i])])) as P;
  const { point, value, converged } = nelderMead(
    (at) =>
      at.every((log) => Math.abs(log) <= LARGEST_LOG)
        ? -model.logLikelihood(parametersAt(at), summaries) / customers
        : Number.POSITIVE_INFINITY,
    model.parameters.map((name) => Math.max(-LARGEST_LOG, Math.min(LARGEST_LOG - 1, Math.log(start[name])))),
    { tolerance: 1e-10 },
  );
  return { parameters: parametersAt(point), logLikelihood: -value * customers, converged };
}

/** log a(a + 1) … (a + n − 1) for n = 0 … longest: log Γ(a + n) − log Γ(a). */
export function logRisingFactorials(a: number, longest: number): Float64Array {
  const logs = new Float64Array(longest + 1);
  for (let n = 0; n < longest; n++) logs[n + 1] = logs[n] + Math.log(a + n);
  return logs;
}

export function largest(values: Int32Array): number {
  return values.reduce((most, value) => Math.max(most, value), 0);
}
