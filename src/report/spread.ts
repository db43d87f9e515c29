import { mean } from '../evaluation/ranking';

/** Standard deviation of a sample; NaN for fewer than two values. */
export function std(values: readonly number[]): number {
  const middle = mean(values);
  return Math.sqrt(values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / (values.length - 1));
}
