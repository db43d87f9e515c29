import * as tf from '@tensorflow/tfjs-core';
import { sigmoid } from '../base/logit';
import type { AsOf } from '../data/asOf';
import { averagePrecision, mean, rocAuc } from '../evaluation/ranking';
import type { FusedModel } from '../fusion/model';
import type { Encoding } from '../nn/encoding';
import { exactShapley } from './kernelShap';
import { preparedOf } from './prepared';

/** What each branch adds to each example's log-odds. */
export interface BranchAttributions {
  readonly branches: readonly string[];
  /** The log-odds of each example without any branch of its own, [rows]. */
  readonly base: Float64Array;
  /** Shapley values, [rows, branches]; with the base, they sum to the log-odds. */
  readonly values: Float64Array;
}

/** What becomes of the scores when a branch is taken away. */
export interface BranchLoss {
  readonly branch: string;
  /** Mean |change| of the probability. */
  readonly probability: number;
  /** By how much the metrics fall. */
  readonly auc: number;
  readonly averagePrecision: number;
}

/**
 * Contributions of whole branches: a branch is taken away by putting what it says when it is missing in the place of each
 * example's own encoding, after branch dropout, or else the mean over the examples (steps by their place in the window);
 * and what all combinations of branches say is shared out by Shapley's rule.
 * @param logitShift added to the network's logits
 */
export function branchAttributions(network: FusedModel, asOf: AsOf, logitShift = 0): BranchAttributions {
  const B = network.branches.length;
  const worths = coalitionLogits(
    network,
    asOf,
    Array.from({ length: 2 ** B }, (_, set) => set),
  );
  const values = new Float64Array(asOf.size * B);
  const base = new Float64Array(asOf.size);
  for (let row = 0; row < asOf.size; row++) {
    const found = exactShapley(() => Float64Array.from(worths, (worth) => worth[row]), B);
    values.set(found.values, row * B);
    base[row] = found.base + logitShift;
  }
  return { branches: network.branches.map(({ name }) => name), base, values };
}

/**
 * Occlusion of one branch at a time, in the same way: what its absence does to probabilities and metrics.
 * @param label of the examples, [n]
 * @param logitShift added to the network's logits
 */
export function branchLosses(network: FusedModel, asOf: AsOf, label: Uint8Array, logitShift = 0): BranchLoss[] {
  const all = 2 ** network.branches.length - 1;
  const sets = [all, ...network.branches.map((_, b) => all & ~(1 << b))];
  const [whole, ...without] = coalitionLogits(network, asOf, sets).map((logits) =>
    logits.map((z) => sigmoid(z + logitShift)),
  );
  return network.branches.map(({ name }, b) => ({
    branch: name,
    probability: mean(whole.map((p, row) => Math.abs(p - without[b][row]))),
    auc: rocAuc(whole, label) - rocAuc(without[b], label),
    averagePrecision: averagePrecision(whole, label) - averagePrecision(without[b], label),
  }));
}

/** The examples' logits for sets of branches, a bit each, that keep their own encodings; the others are taken away. */
function coalitionLogits(network: FusedModel, asOf: AsOf, sets: readonly number[]): Float32Array[] {
  const n = asOf.size;
  const prepared = preparedOf(network, asOf);
  const rows = Int32Array.from({ length: n }, (_, row) => row);
  const found: Float32Array[] = [];
  tf.tidy(() => {
    const own = network.encode(prepared, rows);
    const away = own.map((encoding, b) => (network.doesWithout ? network.missing(b, n) : meanEncoding(encoding, n)));
    for (const set of sets) {
      const logits = network.decide(own.map((encoding, b) => ((set >>> b) & 1 ? encoding : away[b])));
      found.push((logits.dataSync() as Float32Array).slice());
    }
  });
  return found;
}

/** The mean encoding, for every example. */
function meanEncoding({ pooled, steps, mask }: Encoding, n: number): Encoding {
  const average = tf.tile(tf.mean(pooled, 0, true), [n, 1]) as tf.Tensor2D;
  if (!steps || !mask) return { pooled: average };
  const weights = tf.expandDims(mask, 2);
  const count = tf.maximum(tf.sum(weights, 0, true), 1);
  const averageSteps = tf.div(tf.sum(tf.mul(steps, weights), 0, true), count);
  return {
    pooled: average,
    steps: tf.tile(averageSteps, [n, 1, 1]) as tf.Tensor3D,
    mask: tf.tile(tf.max(mask, 0, true), [n, 1]) as tf.Tensor2D,
  };
}
