import * as tf from '@tensorflow/tfjs-core';
import type { AsOf } from '../data/asOf';
import type { FusedModel } from '../fusion/model';
import type { Encoding } from '../nn/encoding';
import { exactShapley } from './kernelShap';

/** What each branch adds to each example's log-odds. */
export interface BranchAttributions {
  readonly branches: readonly string[];
  readonly base: Float64Array;
  /** Shapley values, [rows, branches]; with the base, they sum to the log-odds. */
  readonly values: Float64Array;
}

/**
 * Contributions of whole branches: a branch is taken away by putting the mean of its encodings over the examples in the
 * place of each one's own (steps by their place in the window), and what all combinations of branches say is shared out
 * by Shapley's rule.
 * @param logitShift added to the network's logits
 */
export function branchAttributions(network: FusedModel, asOf: AsOf, logitShift = 0): BranchAttributions {
  const n = asOf.size;
  const B = network.branches.length;
  const prepared = network.prepare(asOf);
  const rows = Int32Array.from({ length: n }, (_, row) => row);
  const values = new Float64Array(n * B);
  const base = new Float64Array(n);
  tf.tidy(() => {
    const own = network.branches.map(({ branch }, b) =>
      branch.forward(prepared[b], rows, { wantSteps: network.wantSteps }),
    );
    const mean = own.map((encoding) => meanEncoding(encoding, n));
    const worths = Array.from({ length: 2 ** B }, (_, set) => {
      const logits = network.decide(own.map((encoding, b) => ((set >>> b) & 1 ? encoding : mean[b])));
      return logits.dataSync().slice();
    });
    for (let row = 0; row < n; row++) {
      const found = exactShapley(() => Float64Array.from(worths, (worth) => worth[row]), B);
      values.set(found.values, row * B);
      base[row] = found.base + logitShift;
    }
  });
  return { branches: network.branches.map(({ name }) => name), base, values };
}

/** The mean encoding for every example. */
function meanEncoding({ pooled, steps, mask }: Encoding, n: number): Encoding {
  const mean = tf.tile(tf.mean(pooled, 0, true), [n, 1]) as tf.Tensor2D;
  if (!steps || !mask) return { pooled: mean };
  const weights = tf.expandDims(mask, 2);
  const count = tf.maximum(tf.sum(weights, 0, true), 1);
  const meanSteps = tf.div(tf.sum(tf.mul(steps, weights), 0, true), count);
  return {
    pooled: mean,
    steps: tf.tile(meanSteps, [n, 1, 1]) as tf.Tensor3D,
    mask: tf.tile(tf.max(mask, 0, true), [n, 1]) as tf.Tensor2D,
  };
}
