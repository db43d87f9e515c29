import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import type { Random } from '../../base/random';
import { Dense } from '../../nn/dense';
import { glorotUniform } from '../../nn/initializers';
import { lstmLast } from '../../ops/lstm';
import type { Block } from '../block';
import { defineGraphLayer, MessagePassing } from '../messagePassing';

/**
 * GraphSAGE with the LSTM aggregator (Hamilton, Ying and Leskovec, NeurIPS 2017):
 *
 *   x_t' = W₁ x_t + b + W₂ LSTM(x_s, x_s', …)
 *
 * The paper shuffles the neighbours, who have no order there. Here they come from the one met longest ago to the latest, so
 * that the output does not depend on how nodes are numbered; those met at the same time come in the block's order. Only so
 * many of the latest are read, since memory grows with the longest row. Without neighbours, nothing is added. Weights of
 * edges are not read.
 */
class SageLstm extends MessagePassing {
  override readonly obeysEdgeMask = false;
  private readonly self: Dense;
  private readonly kernel: tf.Variable;
  private readonly recurrent: tf.Variable;
  private readonly bias: tf.Variable;
  private readonly neighbours: tf.Variable;

  constructor(
    inChannels: number,
    readonly outChannels: number,
    private readonly length: number,
    random: Random,
  ) {
    super();
    this.self = this.part('self', new Dense(inChannels, outChannels, random));
    this.kernel = this.weight('lstm.kernel', glorotUniform([inChannels, 4 * inChannels], random));
    this.recurrent = this.weight('lstm.recurrent', glorotUniform([inChannels, 4 * inChannels], random));
    // The forget gate starts open.
    const bias = new Float32Array(4 * inChannels).fill(1, inChannels, 2 * inChannels);
    this.bias = this.weight('lstm.bias', tf.tensor1d(bias));
    this.neighbours = this.weight('neighbours', glorotUniform([inChannels, outChannels], random));
  }

  protected override aggregate(messages: tf.Tensor2D, block: Block): tf.Tensor2D {
    const { senders, mask, length } = latestNeighbours(block, this.length);
    const T = block.targets;
    const F = messages.shape[1];
    if (length === 0) return tf.zeros([T, F]);
    const steps = tf.reshape(tf.gather(messages, tf.tensor1d(senders, 'int32')), [T, length, F]) as tf.Tensor3D;
    return lstmLast(
      steps,
      tf.tensor2d(mask, [T, length]),
      this.kernel as tf.Tensor2D,
      this.recurrent as tf.Tensor2D,
      this.bias as tf.Tensor1D,
    );
  }

  protected update(arrived: tf.Tensor2D, target: tf.Tensor2D): tf.Tensor2D {
    return tf.add(this.self.call(target), tf.matMul(arrived, this.neighbours as tf.Tensor2D));
  }
}

/** The neighbours that each target reads, padded in front, and where there are some; [T, length] each. */
interface Neighbours {
  readonly senders: Int32Array;
  readonly mask: Float32Array;
  readonly length: number;
}

const orders = new WeakMap<Block, Map<number, Neighbours>>();

/** Of each target the latest neighbours, the latest last; found once for a block. */
function latestNeighbours(block: Block, most: number): Neighbours {
  const known = orders.get(block) ?? new Map<number, Neighbours>();
  orders.set(block, known);
  const neighbours = known.get(most) ?? orderNeighbours(block, most);
  known.set(most, neighbours);
  return neighbours;
}

function orderNeighbours({ adjacency: { rows, offsets, columns }, ages }: Block, most: number): Neighbours {
  let length = 0;
  for (let t = 0; t < rows; t++) length = Math.max(length, Math.min(most, offsets[t + 1] - offsets[t]));
  const senders = new Int32Array(rows * length);
  const mask = new Float32Array(rows * length);
  const edges = Int32Array.from({ length: columns.length }, (_, e) => e);
  for (let t = 0; t < rows; t++) {
    const own = edges.subarray(offsets[t], offsets[t + 1]).sort((a, b) => ages[b] - ages[a] || a - b);
    const read = own.subarray(Math.max(0, own.length - length));
    const start = (t + 1) * length - read.length;
    for (let i = 0; i < read.length; i++) senders[start + i] = columns[read[i]];
    mask.fill(1, start, start + read.length);
  }
  return { senders, mask, length };
}

export const sageLstm = defineGraphLayer({
  name: 'sage-lstm',
  summary: 'GraphSAGE, an LSTM over the neighbours in the order in which they were met',
  reads: ['ages'],
  options: z.strictObject({
    /** How many neighbours are read at most, the latest ones. */
    length: z.number().int().positive().default(16),
  }),
  space: { length: { choices: [8, 16, 32] } },
  build: ({ length }, inChannels, outChannels, random) => new SageLstm(inChannels, outChannels, length, random),
});
