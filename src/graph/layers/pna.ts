import * as tf from '@tensorflow/tfjs-core';
import { NO_OPTIONS } from '../../base/component';
import type { Csr } from '../../base/csr';
import type { Random } from '../../base/random';
import { Dense } from '../../nn/dense';
import { glorotUniform } from '../../nn/initializers';
import { spmm } from '../../ops/sparse';
import { spmmMax } from '../../ops/sparseMax';
import type { Block } from '../block';
import { defineGraphLayer, MessagePassing } from '../messagePassing';

/** Under it neighbours count as alike, and their deviation as 0: the gradient of its root stays finite. */
const LEAST_VARIANCE = 1e-5;

/**
 * Principal neighbourhood aggregation (Corso et al., NeurIPS 2020): mean, maximum, minimum and standard deviation over the
 * neighbours, each as it is, times the logarithm of how many there are, and over it:
 *
 *   x_t' = W₀ x_t + b + W [1, ℓ, 1/ℓ] ⊗ [mean, max, min, √(mean of squares − mean²)],  ℓ = log(d_t + 1)
 *
 * all of P x_s. The paper divides ℓ by its mean over the training graph, a factor that W learns as well. Without
 * neighbours, nothing is added. Weights of edges are not read.
 */
class Pna extends MessagePassing {
  override readonly obeysEdgeMask = false;
  private readonly self: Dense;
  private readonly before: Dense;
  private readonly neighbours: tf.Variable;

  constructor(
    inChannels: number,
    readonly outChannels: number,
    random: Random,
  ) {
    super();
    this.self = this.part('self', new Dense(inChannels, outChannels, random));
    this.before = this.part('before', new Dense(inChannels, outChannels, random));
    this.neighbours = this.weight('neighbours', glorotUniform([12 * outChannels, outChannels], random));
  }

  protected override message(source: tf.Tensor2D): tf.Tensor2D {
    return this.before.call(source);
  }

  protected override aggregate(messages: tf.Tensor2D, { plain }: Block): tf.Tensor2D {
    const { rows, offsets } = plain;
    const degrees = Float32Array.from({ length: rows }, (_, i) => offsets[i + 1] - offsets[i]);
    const means = averagesOf(plain);
    const average = (x: tf.Tensor2D) => spmm(means, x);
    const mean = average(messages);
    const variance = tf.relu(tf.sub(average(tf.square(messages)), tf.square(mean)));
    const root = tf.sqrt(tf.maximum(variance, LEAST_VARIANCE));
    const deviation = tf.where(tf.greater(variance, LEAST_VARIANCE), root, tf.zerosLike(root));
    const most = spmmMax(plain, messages);
    const least = tf.neg(spmmMax(plain, tf.neg(messages)));
    const found = tf.concat([mean, most, least, deviation], 1);
    const size = degrees.map(Math.log1p);
    const scaled = [found, tf.mul(found, column(size)), tf.mul(found, column(size.map((l) => (l > 0 ? 1 / l : 0))))];
    return tf.concat(scaled, 1) as tf.Tensor2D;
  }

  protected update(arrived: tf.Tensor2D, target: tf.Tensor2D): tf.Tensor2D {
    return tf.add(this.self.call(target), tf.matMul(arrived, this.neighbours as tf.Tensor2D));
  }
}

const averages = new WeakMap<Csr, Csr>();

/** The matrix that takes means over neighbours, all alike; made once for a graph, so that its transpose is made once, too. */
function averagesOf(graph: Csr): Csr {
  let found = averages.get(graph);
  if (!found) {
    const values = new Float32Array(graph.values.length);
    const { rows, offsets } = graph;
    for (let i = 0; i < rows; i++) values.fill(1 / (offsets[i + 1] - offsets[i]), offsets[i], offsets[i + 1]);
    found = { ...graph, values };
    averages.set(graph, found);
  }
  return found;
}

function column(values: Float32Array): tf.Tensor2D {
  return tf.tensor2d(values, [values.length, 1]);
}

export const pna = defineGraphLayer({
  name: 'pna',
  summary: 'mean, maximum, minimum and deviation of the neighbours, each scaled by how many there are',
  options: NO_OPTIONS,
  build: (_, inChannels, outChannels, random) => new Pna(inChannels, outChannels, random),
});
