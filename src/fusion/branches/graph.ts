import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { fromBase64, toBase64 } from '../../base/base64';
import type { Csr } from '../../base/csr';
import { Random } from '../../base/random';
import { DAY } from '../../base/time';
import type { Asked } from '../../data/examples';
import type { History } from '../../data/history';
import { StandardScaler } from '../../data/scaler';
import { Vocabulary } from '../../data/vocabulary';
import { alignTo } from '../../graph/embedding/alignment';
import { node2vec, node2vecSchema } from '../../graph/embedding/node2vec';
import { InteractionGraph, type InteractionOptions } from '../../graph/interactions';
import { graphLayers } from '../../graph/layers';
import { type MessagePassing, Neighbours } from '../../graph/messagePassing';
import { Dense } from '../../nn/dense';
import { dropout } from '../../nn/dropout';
import { normal } from '../../nn/initializers';
import { spmm } from '../../ops/sparse';
import { Branch, defineBranch } from '../branch';

const optionsSchema = z.strictObject({
  layer: z.string().default('sage'),
  layers: z.number().int().min(0).default(2),
  width: z.number().int().positive().default(32),
  /** Width of an item's learned embedding; 0 for none. */
  itemWidth: z.number().int().min(0).default(0),
  node2vec: node2vecSchema.nullable().prefault({}),
  windowDays: z.number().positive().default(365),
  halfLifeDays: z.number().positive().optional(),
  dropout: z.number().min(0).max(0.9).default(0.2),
  /** Items with fewer events share one learned embedding. */
  leastEvents: z.number().int().positive().default(10),
});
type Options = z.output<typeof optionsSchema>;

const stateSchema = z.strictObject({
  options: optionsSchema,
  seed: z.number(),
  shuffleSeed: z.number().optional(),
  items: z.array(z.string()),
  mean: z.array(z.number()),
  deviation: z.array(z.number()),
  asksItems: z.boolean(),
  /** The node2vec vectors that all others are rotated onto, by item id; base64 of [items, dimensions]. */
  reference: z.strictObject({ items: z.array(z.string()), vectors: z.string() }).nullable(),
});
type State = z.output<typeof stateSchema>;

/** What is told of each node beside its embeddings. */
const NODE_FEATURES = ['is a customer', 'log degree', 'log events', 'log days since the last event'] as const;

/** The graph at one moment, ready for the layers. */
interface Snapshot {
  readonly neighbours: Neighbours;
  /** Node features, scaled, and aligned node2vec, [N, F]. */
  readonly features: Float32Array;
  /** Picks each item node's learned embedding, [N, items]; the rows of customers are empty. */
  readonly lookup: Csr;
  readonly nodeCount: number;
}

/** Snapshots, and for each example its snapshot and its nodes there, -1 where it has none; [n] each. */
interface GraphInputs {
  readonly snapshots: readonly Snapshot[];
  readonly part: Int32Array;
  readonly customer: Int32Array;
  readonly item: Int32Array;
}

/**
 * The customer in the customer–item graph as it stood when she was asked about: node2vec vectors,
 * learned item embeddings and node statistics through message-passing layers. When an item P is asked
 * about, the output is both nodes' vectors and their product:
 *
 *   [z_c, z_P, z_c ∘ z_P]
 *
 * Unseen nodes: a customer who was not seen in training but has bought before is embedded from what she
 * bought, as everybody else is. A customer or item without an event in the graph's window has no node
 * and gets the zero vector. An item that was not seen in training has no embedding of its own and is
 * embedded from who bought it.
 */
class GraphBranch extends Branch<GraphInputs> {
  readonly width: number;
  private readonly embeddings?: tf.Variable;
  private readonly layers: MessagePassing[] = [];
  private readonly project: Dense;
  private readonly vocabulary: Vocabulary;
  private readonly scaler: StandardScaler;
  private readonly reference?: { rows: Map<string, number>; vectors: Float32Array };

  constructor(
    private readonly saved: State,
    random: Random,
  ) {
    super();
    const { options, reference } = saved;
    this.vocabulary = new Vocabulary(saved.items);
    this.scaler = new StandardScaler(saved.mean, saved.deviation);
    if (reference)
      this.reference = {
        rows: new Map(reference.items.map((id, i) => [id, i])),
        vectors: fromBase64(reference.vectors),
      };
    if (options.itemWidth > 0)
      this.embeddings = this.weight('items', normal([this.vocabulary.size, options.itemWidth], 0.1, random));
    const features = saved.mean.length + options.itemWidth;
    this.project = this.part('project', new Dense(features, options.width, random));
    const kind = graphLayers.get(options.layer);
    let width = options.width;
    for (let l = 0; l < options.layers; l++) {
      const layer = this.part(`layer${l + 1}`, kind.build(width, options.width, random));
      this.layers.push(layer);
      width = layer.width;
    }
    this.width = saved.asksItems ? 3 * width + (options.node2vec?.dimensions ?? 0) : width;
  }

  state(): State {
    return this.saved;
  }

  prepare(asked: readonly Asked[]): GraphInputs {
    const size = asked.reduce((sum, { query }) => sum + query.customers.length, 0);
    const inputs = { part: new Int32Array(size), customer: new Int32Array(size), item: new Int32Array(size) };
    let start = 0;
    const snapshots = asked.map(({ history, query }, p) => {
      const graph = InteractionGraph.of(history, interactionOptions(this.saved.options, this.saved.shuffleSeed));
      for (let i = 0; i < query.customers.length; i++) {
        inputs.part[start + i] = p;
        inputs.customer[start + i] = graph.nodeOfCustomer(query.customers[i]);
        inputs.item[start + i] = query.items[i] < 0 ? -1 : graph.nodeOfItem(query.items[i]);
      }
      start += query.customers.length;
      return this.freeze(graph);
    });
    return { snapshots, ...inputs };
  }

  private freeze(graph: InteractionGraph): Snapshot {
    const raw = nodeFeatures(graph, this.saved.options, this.saved.seed, this.reference);
    const rows = this.vocabulary.rowsOf(graph.history);
    const C = graph.customers.length;
    const offsets = new Int32Array(graph.nodeCount + 1);
    for (let i = C; i < graph.nodeCount; i++) offsets[i + 1] = i + 1 - C;
    return {
      neighbours: new Neighbours(graph.adjacency()),
      features: this.scaler.transform(raw),
      lookup: {
        rows: graph.nodeCount,
        cols: this.vocabulary.size,
        offsets,
        columns: graph.items.map((item) => rows[item]),
        values: new Float32Array(graph.items.length).fill(1),
      },
      nodeCount: graph.nodeCount,
    };
  }

  forward(inputs: GraphInputs, rows: Int32Array, random?: Random): tf.Tensor2D {
    const parts = [...new Set(rows.map((row) => inputs.part[row]))];
    const starts = new Int32Array(inputs.snapshots.length);
    let total = 0;
    for (const part of parts) {
      starts[part] = total;
      total += inputs.snapshots[part].nodeCount;
    }
    const encoded = parts.map((part) => this.encode(inputs.snapshots[part], random));
    // One row of zeros behind all nodes stands for those that have none.
    const nodes = tf.concat2d([...encoded, tf.zeros([1, encoded[0].shape[1]])], 0);
    const pick = (nodeOf: Int32Array) =>
      tf.gather(
        nodes,
        tf.tensor1d(
          rows.map((row) => (nodeOf[row] < 0 ? total : starts[inputs.part[row]] + nodeOf[row])),
          'int32',
        ),
      );
    const customer = pick(inputs.customer);
    if (!this.saved.asksItems) return customer;
    const item = pick(inputs.item);
    return tf.concat2d([customer, item, tf.mul(customer, item), this.vectorProducts(inputs, rows)], 1);
  }

  /** v_c ∘ v_P of each row, [B, D]; zeros for nodes that are not there. */
  private vectorProducts({ snapshots, part, customer, item }: GraphInputs, rows: Int32Array): tf.Tensor2D {
    const F = this.scaler.mean.length;
    const K = NODE_FEATURES.length;
    const D = F - K;
    const products = new Float32Array(rows.length * D);
    rows.forEach((row, i) => {
      if (customer[row] < 0 || item[row] < 0) return;
      const { features } = snapshots[part[row]];
      const c = customer[row] * F + K;
      const p = item[row] * F + K;
      for (let d = 0; d < D; d++) products[i * D + d] = features[c + d] * features[p + d];
    });
    return tf.tensor2d(products, [rows.length, D]);
  }

  /** All nodes of a snapshot: [N, width of the last layer]. */
  private encode({ features, lookup, neighbours, nodeCount }: Snapshot, random?: Random): tf.Tensor2D {
    let input = tf.tensor2d(features, [nodeCount, this.scaler.mean.length]);
    if (this.embeddings) input = tf.concat2d([input, spmm(lookup, this.embeddings as tf.Tensor2D)], 1);
    let x = this.project.call(input);
    for (const layer of this.layers)
      x = layer.call(dropout(tf.relu(x), this.saved.options.dropout, random), neighbours);
    return x;
  }
}

function interactionOptions({ windowDays, halfLifeDays }: Options, shuffleSeed?: number): InteractionOptions {
  return { windowDays, halfLifeDays, shuffleSeed };
}

/** Statistics and aligned node2vec vectors of every node, not yet scaled: [N, F]. */
function nodeFeatures(
  graph: InteractionGraph,
  options: Options,
  seed: number,
  reference?: { rows: Map<string, number>; vectors: Float32Array },
): Float32Array {
  const N = graph.nodeCount;
  const K = NODE_FEATURES.length;
  const D = options.node2vec?.dimensions ?? 0;
  const F = K + D;
  const degree = new Float64Array(N);
  const events = new Float64Array(N);
  const last = new Float64Array(N);
  for (let e = 0; e < graph.edgeCount; e++)
    for (const node of [graph.edgeCustomer[e], graph.edgeItem[e]]) {
      degree[node]++;
      events[node] += graph.edgeWeight[e];
      last[node] = Math.max(last[node], graph.edgeLast[e]);
    }
  const vectors = options.node2vec ? alignedNode2vec(graph, options.node2vec, seed, reference) : new Float32Array(0);
  const features = new Float32Array(N * F);
  for (let i = 0; i < N; i++) {
    features[i * F] = i < graph.customers.length ? 1 : 0;
    features[i * F + 1] = Math.log(degree[i]);
    features[i * F + 2] = Math.log(events[i]);
    features[i * F + 3] = Math.log1p((graph.history.time - last[i]) / DAY);
    features.set(vectors.subarray(i * D, (i + 1) * D), i * F + K);
  }
  return features;
}

function alignedNode2vec(
  graph: InteractionGraph,
  options: NonNullable<Options['node2vec']>,
  seed: number,
  reference?: { rows: Map<string, number>; vectors: Float32Array },
): Float32Array {
  const vectors = node2vec(graph, options, seed);
  if (!reference) return vectors;
  const pairs: [number, number][] = [];
  graph.items.forEach((item, i) => {
    const row = reference.rows.get(graph.history.itemId(item));
    if (row !== undefined) pairs.push([graph.customers.length + i, row]);
  });
  return alignTo(vectors, reference.vectors, pairs, options.dimensions);
}

export const graphBranch = defineBranch({
  name: 'graph',
  description: 'message passing over the customer–item graph as of the moment asked about',
  options: optionsSchema,
  state: stateSchema,
  build(options, { asked, items, controls, seed }, random) {
    const shuffleSeed = controls.shuffleGraph ? seed : undefined;
    const graphOf = (history: History) => InteractionGraph.of(history, interactionOptions(options, shuffleSeed));
    const latest = asked.reduce((a, b) => (b.history.time > a.history.time ? b : a)).history;
    const graph = graphOf(latest);
    const features = nodeFeatures(graph, options, seed);
    const scaler = StandardScaler.fit(features, NODE_FEATURES.length + (options.node2vec?.dimensions ?? 0));
    const D = options.node2vec?.dimensions ?? 0;
    return new GraphBranch(
      {
        options,
        seed,
        shuffleSeed,
        items: [...Vocabulary.of(latest, options.leastEvents, items).ids],
        mean: [...scaler.mean],
        deviation: [...scaler.deviation],
        asksItems: items.length > 0,
        reference: options.node2vec && {
          items: Array.from(graph.items, (item) => latest.itemId(item)),
          vectors: toBase64(
            node2vec(graph, options.node2vec, seed).subarray(graph.customers.length * D, graph.nodeCount * D),
          ),
        },
      },
      random,
    );
  },
  restore: (state) => new GraphBranch(state, new Random(0)),
});
