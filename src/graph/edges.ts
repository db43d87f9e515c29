import * as tf from '@tensorflow/tfjs-core';
import type { Csr } from '../base/csr';
import { spmm } from '../ops/sparse';
import { dataOf } from '../ops/tensors';
import type { Derived } from './derived';

/** Stands for the sum where a mask leaves nothing. */
const LEAST_SUM = 1e-30;

/**
 * The edges of a block one by one, for layers whose messages depend on both ends: what belongs to an edge is a row of
 * [E, …], in the order of the matrix. It takes E rows where a sparse product takes none, so layers that can do without do
 * without.
 */
export class Edges {
  /** Whom each edge leads to, and whom it comes from; [E] each. */
  private readonly receivers: tf.Tensor1D;
  private readonly senders: tf.Tensor1D;
  /** Sums over the edges of each target: [T × E], of ones. */
  private readonly incidence: Csr;

  constructor(private readonly matrix: Derived) {
    const { incidence, receivers } = endsOf(matrix);
    this.incidence = incidence;
    this.receivers = tf.tensor1d(receivers, 'int32');
    this.senders = tf.tensor1d(matrix.columns, 'int32');
  }

  /** What the receivers have: [T, F] → [E, F]. */
  ofReceivers(target: tf.Tensor2D): tf.Tensor2D {
    return tf.gather(target, this.receivers);
  }

  /** What the senders have: [S, F] → [E, F]. */
  ofSenders(source: tf.Tensor2D): tf.Tensor2D {
    return tf.gather(source, this.senders);
  }

  /** What senders have as edges of each type see them: tables [S, F], one a type, and types [E] → [E, F]. */
  ofTypedSenders(tables: readonly tf.Tensor2D[], types: Int32Array): tf.Tensor2D {
    const { columns, cols } = this.matrix;
    const places = columns.map((sender, e) => types[e] * cols + sender);
    return tf.gather(tf.concat2d([...tables], 0), tf.tensor1d(places, 'int32'));
  }

  /** The sum over the edges of each target: [E, F] → [T, F]; 0 without any. */
  sum(messages: tf.Tensor2D): tf.Tensor2D {
    return spmm(this.incidence, messages);
  }

  /**
   * Shares among the edges of each target that sum to 1: m_e exp z_e / Σ m exp z, column by column; [E, H] → [E, H].
   * @param mask m of the block's edges; a loop has 1. An edge of 0 is as if it were not there.
   */
  softmax(scores: tf.Tensor2D, mask?: tf.Tensor1D): tf.Tensor2D {
    const all = tf.exp(tf.sub(scores, this.ofReceivers(this.largest(scores)))) as tf.Tensor2D;
    const powers = mask ? tf.mul<tf.Tensor2D>(all, this.factors(mask)) : all;
    return tf.div(powers, tf.maximum(this.ofReceivers(this.sum(powers)), LEAST_SUM));
  }

  /** The factor of each edge, [E, 1]. */
  private factors(mask: tf.Tensor1D): tf.Tensor2D {
    const places = this.matrix.edge.map((edge) => (edge < 0 ? mask.size : edge));
    const all = tf.concat1d([mask, tf.ones([1])]);
    return tf.expandDims(tf.gather(all, tf.tensor1d(places, 'int32')), 1);
  }

  /** The largest score of each target's edges, [T, H]. A softmax does not depend on it, so it needs no gradient. */
  private largest(scores: tf.Tensor2D): tf.Tensor2D {
    const H = scores.shape[1];
    const { rows, offsets } = this.matrix;
    const data = dataOf(scores);
    const largest = new Float32Array(rows * H);
    for (let i = 0; i < rows; i++)
      for (let h = 0; h < H && offsets[i] < offsets[i + 1]; h++) {
        let most = Number.NEGATIVE_INFINITY;
        for (let e = offsets[i]; e < offsets[i + 1]; e++) most = Math.max(most, data[e * H + h]);
        largest[i * H + h] = most;
      }
    return tf.tensor2d(largest, [rows, H]);
  }
}

/** Whom each edge of a matrix leads to, [E], and the matrix [T × E] that sums over the edges of each target. */
interface Ends {
  readonly receivers: Int32Array;
  readonly incidence: Csr;
}

const ends = new WeakMap<Csr, Ends>();

/** Made once for a matrix, and kept as long as it: its transpose is made once, too. */
function endsOf(matrix: Csr): Ends {
  let found = ends.get(matrix);
  if (!found) {
    const { rows, offsets, columns } = matrix;
    const E = columns.length;
    const receivers = new Int32Array(E);
    for (let i = 0; i < rows; i++) receivers.fill(i, offsets[i], offsets[i + 1]);
    const edges = Int32Array.from({ length: E }, (_, e) => e);
    found = { receivers, incidence: { rows, cols: E, offsets, columns: edges, values: new Float32Array(E).fill(1) } };
    ends.set(matrix, found);
  }
  return found;
}

/** Dot products head by head: a and b, [E, H·D], or b a vector [H·D] → [E, H]. */
export function headProducts(a: tf.Tensor2D, b: tf.Tensor, H: number): tf.Tensor2D {
  return tf.sum(tf.reshape(tf.mul(a, b), [a.shape[0], H, a.shape[1] / H]), 2);
}

/** Rows weighted head by head: [E, H·D] and [E, H] → [E, H·D]. */
export function weighHeads(rows: tf.Tensor2D, weights: tf.Tensor2D): tf.Tensor2D {
  const [E, H] = weights.shape;
  const parted = tf.reshape(rows, [E, H, rows.shape[1] / H]);
  return tf.reshape(tf.mul(parted, tf.expandDims(weights, 2)), rows.shape);
}
