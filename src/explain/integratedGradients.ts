import * as tf from '@tensorflow/tfjs-core';
import { gaussLegendre } from './quadrature';

export interface IntegratedGradients {
  /** Contributions, in the shape of the input. */
  readonly values: Float32Array;
  /** What the outputs rose by from the baseline to the input, [B]. */
  readonly change: Float32Array;
  /** The largest difference, over the rows, of the sum of contributions to that. */
  readonly gap: number;
}

/** Points of the path; half as many do for smooth networks, kinks need more. */
const POINTS = 48;

/**
 * Integrated gradients (Sundararajan, Taly and Yan, ICML 2017): the gradient of each row's output, integrated along the
 * straight line from a baseline to the input, times the way. Contributions of a row sum to what its output rose by:
 *
 *   (x − x′) ∘ ∫₀¹ ∇f(x′ + t (x − x′)) dt
 *
 * @param f outputs [B] of inputs [B, …], each of its own row alone
 * @param input x, [B, …]
 * @param baseline x′, as the input; zeros if omitted
 */
export function integratedGradients(
  f: (x: tf.Tensor) => tf.Tensor1D,
  input: tf.Tensor,
  baseline?: tf.Tensor,
  points = POINTS,
): IntegratedGradients {
  const { nodes, weights } = gaussLegendre(points);
  const B = input.shape[0];
  const sum = new Float64Array(input.size);
  const start = baseline ?? tf.zerosLike(input);
  const way = tf.sub(input, start);
  const gradient = tf.grad((x: tf.Tensor) => tf.sum(f(x)));
  for (const [q, t] of nodes.entries()) {
    const slope = tf.tidy(() => gradient(tf.add(start, tf.mul(way, t))).dataSync());
    for (let i = 0; i < sum.length; i++) sum[i] += weights[q] * slope[i];
  }
  const distance = way.dataSync();
  way.dispose();
  const values = Float32Array.from(sum, (total, i) => total * distance[i]);
  const change = tf.tidy(() => tf.sub(f(input), f(start)).dataSync() as Float32Array);
  if (!baseline) start.dispose();
  const width = input.size / B;
  let gap = 0;
  for (let row = 0; row < B; row++) {
    let total = 0;
    for (let i = row * width; i < (row + 1) * width; i++) total += values[i];
    gap = Math.max(gap, Math.abs(total - change[row]));
  }
  return { values, change, gap };
}
