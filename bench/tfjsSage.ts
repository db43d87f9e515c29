import * as tf from '@tensorflow/tfjs-core';
import type { Csr } from '../src/base/csr';
import type { Random } from '../src/base/random';
import { glorotUniform } from '../src/nn/initializers';
import { meanSquaredError } from './loss';

/**
 * A training step of two layers of GraphSAGE as one writes it with tfjs alone: each edge gathers its sender's row,
 * and they are summed by receiver.
 */
export function stepOfTfjs(adjacency: Csr, x: tf.Tensor2D, target: tf.Tensor2D, random: Random): () => void {
  const { rows, offsets, columns } = adjacency;
  const width = x.shape[1];
  const degrees = Float32Array.from({ length: rows }, (_, i) => offsets[i + 1] - offsets[i]);
  const receivers = new Int32Array(columns.length);
  for (let i = 0; i < rows; i++) receivers.fill(i, offsets[i], offsets[i + 1]);
  const [from, to] = [tf.tensor1d(columns, 'int32'), tf.tensor1d(receivers, 'int32')];
  const weights = tf.tensor2d(
    degrees.map((degree) => (degree ? 1 / degree : 0)),
    [rows, 1],
  );
  const layer = () => {
    const weight = () => tf.variable(glorotUniform([width, width], random)) as tf.Tensor2D;
    const [own, others, bias] = [weight(), weight(), tf.variable(tf.zeros([width]))];
    return (input: tf.Tensor2D) => {
      const messages = tf.gather(tf.matMul(input, others), from);
      const mean = tf.mul(tf.unsortedSegmentSum(messages, to, rows), weights);
      return tf.add(tf.add(tf.matMul(input, own), bias), mean) as tf.Tensor2D;
    };
  };
  const [first, second] = [layer(), layer()];
  const optimiser = tf.train.adam();
  const loss = () => meanSquaredError(second(tf.relu(first(x))), target);
  return () => tf.tidy(() => void optimiser.minimize(loss, true)?.dataSync());
}
