import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import type { Random } from '../../base/random';
import { Dense } from '../../nn/dense';
import { glorotUniform } from '../../nn/initializers';
import type { Block } from '../block';
import { Edges, headProducts, weighHeads } from '../edges';
import { defineGraphLayer, MessagePassing } from '../messagePassing';
import { checkHeads } from './heads';

/**
 * Heterogeneous graph transformer (Hu et al., WWW 2020), with heads side by side, κ the kind of a node and r the type of
 * an edge:
 *
 *   α_ts = softmax_s μ_r (Q_κ(t) x_t · A_r K_κ(s) x_s) / √D,  h_t = Σ_{s → t} α_ts M_r V_κ(s) x_s
 *   x_t' = σ_κ(t) O_κ(t) GELU(h_t) + (1 − σ_κ(t)) x_t
 *
 * Q, K, V and O have biases, σ is a learned share for each kind, and the residual stands only where the output has as many
 * columns as the input. Neighbours by edges of all types share one softmax. Weights of edges are not read.
 */
class Hgt extends MessagePassing {
  private readonly query: readonly Dense[];
  private readonly key: readonly Dense[];
  private readonly value: readonly Dense[];
  private readonly out: readonly Dense[];
  /** A_r and M_r of each type and head, [types, heads, D, D], and μ_r, [types, heads]. */
  private readonly keyOfType: tf.Variable;
  private readonly valueOfType: tf.Variable;
  private readonly prior: tf.Variable;
  private readonly skip?: tf.Variable;

  constructor(
    inChannels: number,
    readonly outChannels: number,
    private readonly heads: number,
    private readonly types: number,
    private readonly kinds: number,
    random: Random,
  ) {
    super();
    checkHeads('hgt', heads, outChannels);
    const perKind = (name: string, inputs: number) =>
      Array.from({ length: kinds }, (_, kind) =>
        this.part(`${name}OfKind${kind}`, new Dense(inputs, outChannels, random)),
      );
    this.query = perKind('query', inChannels);
    this.key = perKind('key', inChannels);
    this.value = perKind('value', inChannels);
    this.out = perKind('out', outChannels);
    const D = outChannels / heads;
    const perType = (name: string) => this.weight(name, glorotUniform([types, heads, D, D], random));
    this.keyOfType = perType('keyOfType');
    this.valueOfType = perType('valueOfType');
    this.prior = this.weight('prior', tf.ones([types, heads]));
    if (inChannels === outChannels) this.skip = this.weight('skip', tf.ones([kinds]));
  }

  override call(source: tf.Tensor2D, target: tf.Tensor2D, block: Block): tf.Tensor2D {
    const types = block.typesUpTo(this.types);
    const kinds = block.kindsUpTo(this.kinds);
    const [sources, targets] = [new Kinds(kinds.sources, this.kinds), new Kinds(kinds.targets, this.kinds)];
    const edges = new Edges(block.plain);
    const along = (layers: readonly Dense[], matrices: tf.Variable) => {
      const sent = sources.apply(layers, source);
      const tables = this.perHead(matrices).map((matrix) => tf.matMul(sent, matrix) as tf.Tensor2D);
      return edges.ofTypedSenders(tables, types);
    };
    const asked = edges.ofReceivers(targets.apply(this.query, target));
    const prior = tf.gather(this.prior as tf.Tensor2D, tf.tensor1d(types, 'int32'));
    const scores = tf.mul(headProducts(asked, along(this.key, this.keyOfType), this.heads), prior);
    const shares = edges.softmax(tf.div(scores, Math.sqrt(this.outChannels / this.heads)), this.edgeMask);
    const arrived = edges.sum(weighHeads(along(this.value, this.valueOfType), shares));
    const heard = targets.apply(this.out, gelu(arrived));
    if (!this.skip) return heard;
    const share = tf.expandDims(tf.gather(tf.sigmoid(this.skip), tf.tensor1d(kinds.targets, 'int32')), 1);
    return tf.add(tf.mul(share, heard), tf.mul(tf.sub(1, share), target));
  }

  /** The matrices of each type, [types, heads, D, D], as one that multiplies all heads, by blocks: [heads·D, heads·D]. */
  private perHead(matrices: tf.Variable): tf.Tensor2D[] {
    const { heads: H, outChannels: C } = this;
    const blocks = tf.mul(tf.expandDims(matrices, 3), tf.reshape(tf.eye(H), [1, H, 1, H, 1]));
    return tf.unstack(tf.reshape(blocks, [this.types, C, C])) as tf.Tensor2D[];
  }

  protected update(arrived: tf.Tensor2D): tf.Tensor2D {
    return arrived;
  }
}

/** Which nodes are of which kind: applies to each node its kind's layer. */
class Kinds {
  /** The nodes kind by kind, and where each of them stands among those; [N] each. */
  private readonly order: Int32Array;
  private readonly place: Int32Array;
  private readonly starts: Int32Array;

  constructor(kinds: Int32Array, count: number) {
    this.starts = new Int32Array(count + 1);
    for (const kind of kinds) this.starts[kind + 1]++;
    for (let kind = 0; kind < count; kind++) this.starts[kind + 1] += this.starts[kind];
    const next = this.starts.slice();
    this.place = kinds.map((kind) => next[kind]++);
    this.order = new Int32Array(kinds.length);
    this.place.forEach((place, node) => {
      this.order[place] = node;
    });
  }

  /** [N, F] → [N, units] */
  apply(layers: readonly Dense[], x: tf.Tensor2D): tf.Tensor2D {
    const parts = layers.flatMap((layer, kind) => {
      const nodes = this.order.subarray(this.starts[kind], this.starts[kind + 1]);
      return nodes.length ? [layer.call(tf.gather(x, tf.tensor1d(nodes, 'int32')))] : [];
    });
    return tf.gather(tf.concat2d(parts, 0), tf.tensor1d(this.place, 'int32'));
  }
}

/** Gaussian error linear unit (Hendrycks and Gimpel, 2016): x Φ(x). */
function gelu(x: tf.Tensor2D): tf.Tensor2D {
  return tf.mul(tf.mul(x, 0.5), tf.add(1, tf.erf(tf.mul(x, Math.SQRT1_2))));
}

export const hgt = defineGraphLayer({
  name: 'hgt',
  summary: 'heterogeneous graph transformer: other weights for each kind of node and type of edge',
  reads: ['types', 'kinds'],
  options: z.strictObject({
    heads: z.number().int().positive().default(2),
    /** How many types of edges there are: two in a customer–item graph, to customers and to items. */
    types: z.number().int().positive().default(2),
    /** How many kinds of nodes there are: two in a customer–item graph. */
    kinds: z.number().int().positive().default(2),
  }),
  space: { heads: { choices: [1, 2, 4] } },
  build: ({ heads, types, kinds }, inChannels, outChannels, random) =>
    new Hgt(inChannels, outChannels, heads, types, kinds, random),
});
