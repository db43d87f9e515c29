import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { Random } from '../../base/random';
import type { AsOf } from '../../data/asOf';
import { Controls, savedControlsSchema } from '../../data/controls/controls';
import type { History } from '../../data/history';
import { StandardScaler } from '../../data/scaler';
import { Vocabulary } from '../../data/vocabulary';
import { node2vec, node2vecSchema } from '../../graph/embedding/node2vec';
import { Node2vecFrame, savedReferenceSchema } from '../../graph/embedding/node2vecFrame';
import { InteractionGraph } from '../../graph/interactions';
import { graphLayers } from '../../graph/layers';
import { GraphNetwork, networkSchema } from '../../graph/network';
import { NODE_FEATURES, nodeFeatures } from '../../graph/nodeFeatures';
import type { NodeEncoder } from '../../graph/pretext/pretext';
import { relations } from '../../graph/relations';
import { tiesOf, unionOf } from '../../graph/relations/union';
import { type Snapshot, snapshotOf } from '../../graph/snapshot';
import { nearerOf, type Origins } from '../../imbalance/resampling/origins';
import type { Encoding } from '../../nn/encoding';
import { normal } from '../../nn/initializers';
import { spmm } from '../../ops/sparse';
import { Branch, defineBranch, type ForwardOptions } from '../branch';
import { EncodedParts } from '../encodedParts';

const optionsSchema = networkSchema.extend({
  /** What ties the nodes that messages travel between; the types of edges are numbered in this order. */
  relations: z.array(relations.reference()).min(1).prefault(['purchases']),
  /** Columns of an item's learned embedding; 0 for none. */
  embeddingDim: z.number().int().min(0).default(0),
  /** Items with fewer events share one learned embedding. */
  minCount: z.number().int().positive().default(10),
  node2vec: node2vecSchema.nullable().prefault({}),
  windowDays: z.number().positive().default(365),
  halfLifeDays: z.number().positive().optional(),
  /** The graph may be up to so many days old: for examples at many times. It is that of each example's time if omitted. */
  everyDays: z.number().positive().optional(),
  /** How many of the items that a customer bought last an operator that attends over them sees. */
  neighbours: z.number().int().positive().default(16),
});
type Options = z.output<typeof optionsSchema>;

const stateSchema = z.strictObject({
  options: optionsSchema,
  seed: z.number(),
  controls: savedControlsSchema,
  /** Ids of the items with embeddings of their own. */
  items: z.array(z.string()),
  mean: z.array(z.number()),
  std: z.array(z.number()),
  asksItems: z.boolean(),
  reference: savedReferenceSchema.nullable(),
});
type State = z.output<typeof stateSchema>;

/** Snapshots, and for each example its snapshot and its nodes there, -1 where it has none; [n] each. */
export interface GraphInputs {
  readonly snapshots: readonly Snapshot[];
  readonly part: Int32Array;
  readonly customer: Int32Array;
  readonly item: Int32Array;
}

/**
 * The customer in the graph of customers and items as it stood at the time asked about: node2vec vectors, learned item
 * embeddings and node statistics through message-passing layers along the edges of the relations. When an item P is asked
 * about, the output is both nodes' vectors, their product, and the product of their node2vec vectors:
 *
 *   [z_c, z_P, z_c ∘ z_P, v_c ∘ v_P]
 *
 * Unseen nodes: a customer who was not seen in training but has bought before is embedded from what they bought, as
 * everybody else is. A customer or item without an event in the graph's window has no node and gets the zero vector. An
 * item that was not seen in training has no embedding of its own and is embedded from who bought it.
 */
export class GraphBranch extends Branch<GraphInputs> implements NodeEncoder {
  readonly units: number;
  override readonly stepUnits: number;
  readonly nodeUnits: number;
  override readonly itemUnits: number;
  private readonly embeddings?: tf.Variable;
  private readonly network: GraphNetwork;
  private readonly vocabulary: Vocabulary;
  private readonly scaler: StandardScaler;
  private readonly controls: Controls;
  private readonly frame?: Node2vecFrame;

  constructor(
    private readonly saved: State,
    random: Random,
  ) {
    super();
    const { options, reference, seed } = saved;
    this.vocabulary = new Vocabulary(saved.items);
    this.scaler = new StandardScaler(saved.mean, saved.std, columnsOf(options.node2vec?.dimensions ?? 0));
    this.controls = Controls.load(saved.controls);
    if (reference && options.node2vec) this.frame = new Node2vecFrame(reference, options.node2vec, seed);
    if (options.embeddingDim > 0)
      this.embeddings = this.weight('items', normal([this.vocabulary.size, options.embeddingDim], 0.1, random));
    const { units } = options;
    const inChannels = saved.mean.length + options.embeddingDim;
    this.network = this.part('network', new GraphNetwork(inChannels, options, random));
    this.units = saved.asksItems ? 3 * units + (options.node2vec?.dimensions ?? 0) : units;
    this.stepUnits = units;
    this.nodeUnits = units;
    this.itemUnits = units;
  }

  state(): State {
    return this.saved;
  }

  prepare(asOf: AsOf): GraphInputs {
    const { options } = this.saved;
    const { customer, item } = asOf.examples;
    const n = asOf.size;
    const inputs = { part: new Int32Array(n), customer: new Int32Array(n), item: new Int32Array(n) };
    const snapshots: Snapshot[] = [];
    asOf.forEachTime((history, rows) => {
      const graph = graphOf(history, options, this.controls);
      for (const row of rows) {
        inputs.part[row] = snapshots.length;
        inputs.customer[row] = graph.nodeOfCustomer(customer[row]);
        inputs.item[row] = graph.nodeOfItem(item[row]);
      }
      const vectors = this.frame?.embed(graph);
      if (vectors) destroyEmbeddings(this.controls, graph, vectors, options);
      const features = nodeFeatures(graph, vectors ?? NO_VECTORS, options.node2vec?.dimensions ?? 0);
      const { reads } = graphLayers.get(options.layer.name);
      const edges = unionOf(tiesOf(graph, options.relations));
      snapshots.push(snapshotOf(graph, edges, features, this.scaler, this.vocabulary, reads));
    }, options.everyDays);
    return { snapshots, ...inputs };
  }

  /**
   * Factors of the messages along the edges of the one snapshot that is read, [E] in its block's order; none if undefined.
   * @throws Error when the layers' edges cannot be masked
   */
  set edgeMask(mask: tf.Tensor1D | undefined) {
    for (const layer of this.network.layers) layer.edgeMask = mask;
  }

  /** Whether messages along single edges can be masked. */
  get obeysEdgeMask(): boolean {
    return this.network.layers.every((layer) => layer.obeysEdgeMask);
  }

  /** Whether all edges are between a customer and an item that they bought. */
  get readsPurchasesAlone(): boolean {
    return this.saved.options.relations.every(({ name }) => name === 'purchases');
  }

  override partsOf({ part }: GraphInputs): Int32Array {
    return part;
  }

  override resample({ snapshots, part, customer, item }: GraphInputs, origins: Origins): GraphInputs {
    const nearer = nearerOf(origins);
    const take = (nodes: Int32Array) => nearer.map((row) => nodes[row]);
    return { snapshots, part: take(part), customer: take(customer), item: take(item) };
  }

  override itemVectors(inputs: GraphInputs, rows: Int32Array, random?: Random): EncodedParts {
    return this.encodeParts(inputs, rows, random);
  }

  forward(inputs: GraphInputs, rows: Int32Array, { random, wantSteps, itemVectors }: ForwardOptions = {}): Encoding {
    const encoded = itemVectors instanceof EncodedParts ? itemVectors : this.encodeParts(inputs, rows, random);
    const { vectors: nodes, starts, missing } = encoded;
    const place = (nodeOf: Int32Array) =>
      rows.map((row) => (nodeOf[row] < 0 ? missing : starts[inputs.part[row]] + nodeOf[row]));
    const pick = (places: Int32Array) => tf.gather(nodes, tf.tensor1d(places, 'int32'));
    const customer = pick(place(inputs.customer));
    const steps = wantSteps ? this.itemsBought(inputs, rows, starts, missing, pick) : undefined;
    if (!this.saved.asksItems) return { pooled: customer, ...steps };
    const item = pick(place(inputs.item));
    const pooled = tf.concat2d([customer, item, tf.mul(customer, item), this.vectorProducts(inputs, rows)], 1);
    return { pooled, ...steps };
  }

  /** The nodes of all snapshots that some examples read. */
  private encodeParts({ snapshots, part }: GraphInputs, rows: Int32Array, random?: Random): EncodedParts {
    const starts = new Int32Array(snapshots.length);
    let missing = 0;
    const encoded: tf.Tensor2D[] = [];
    for (const p of new Set(rows.map((row) => part[row]))) {
      starts[p] = missing;
      missing += snapshots[p].nodeCount;
      encoded.push(this.nodes(snapshots[p], random));
    }
    const nodes = tf.concat2d([...encoded, tf.zeros([1, encoded[0].shape[1]])], 0);
    return new EncodedParts(nodes, starts, missing, snapshots, part);
  }

  /** All nodes of a snapshot: [N, units]. */
  nodes({ features, lookup, block, nodeCount }: Snapshot, random?: Random): tf.Tensor2D {
    let input = tf.tensor2d(features, [nodeCount, this.scaler.mean.length]);
    if (this.embeddings) input = tf.concat2d([input, spmm(lookup, this.embeddings as tf.Tensor2D)], 1);
    return this.network.call(input, block, random);
  }

  /** The vectors of the items that each customer bought last, [B, neighbours, units], and their mask. */
  private itemsBought(
    { snapshots, part, customer }: GraphInputs,
    rows: Int32Array,
    starts: Int32Array,
    missing: number,
    pick: (places: Int32Array) => tf.Tensor,
  ): { steps: tf.Tensor3D; mask: tf.Tensor2D } {
    const M = this.saved.options.neighbours;
    const places = new Int32Array(rows.length * M).fill(missing);
    const mask = new Float32Array(rows.length * M);
    rows.forEach((row, i) => {
      if (customer[row] < 0) return;
      const recent = snapshots[part[row]].recentItems(M);
      for (let m = 0; m < M; m++) {
        const node = recent[customer[row] * M + m];
        if (node < 0) continue;
        places[i * M + m] = starts[part[row]] + node;
        mask[i * M + m] = 1;
      }
    });
    return {
      steps: tf.reshape(pick(places), [rows.length, M, this.stepUnits]),
      mask: tf.tensor2d(mask, [rows.length, M]),
    };
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
}

/** What the features of a node are called, beside D node2vec dimensions. */
function columnsOf(D: number): string[] {
  return [...NODE_FEATURES, ...Array.from({ length: D }, (_, d) => `node2vec ${d}`)];
}

const NO_VECTORS = new Float32Array(0);

function graphOf(history: History, { windowDays, halfLifeDays }: Options, controls: Controls): InteractionGraph {
  return InteractionGraph.of(history, { windowDays, halfLifeDays, controls });
}

function destroyEmbeddings(controls: Controls, graph: InteractionGraph, vectors: Float32Array, options: Options): void {
  const C = graph.customers.length;
  controls.embeddings(vectors, options.node2vec?.dimensions ?? 0, (row) =>
    row < C ? `customer ${graph.customers[row]}` : `item ${graph.items[row - C]}`,
  );
}

export const graph = defineBranch({
  name: 'graph',
  summary: 'message passing over the customer–item graph as of the time asked about',
  options: optionsSchema,
  state: stateSchema,
  space: { units: { choices: [16, 32, 64] }, depth: { choices: [1, 2, 3] }, dropout: { low: 0, high: 0.5 } },
  build(options, { train, items, controls, seed }, random) {
    let latest: History = train.latest();
    if (options.everyDays !== undefined)
      train.forEachTime((history) => {
        latest = history;
      }, options.everyDays);
    const graph = graphOf(latest, options, controls);
    const D = options.node2vec?.dimensions ?? 0;
    const vectors = options.node2vec ? node2vec(graph, options.node2vec, seed).slice() : NO_VECTORS;
    if (options.node2vec) destroyEmbeddings(controls, graph, vectors, options);
    const scaler = StandardScaler.fit(nodeFeatures(graph, vectors, D), columnsOf(D));
    return new GraphBranch(
      {
        options,
        seed,
        controls: controls.toJSON() as State['controls'],
        items: [...Vocabulary.of(latest, options.minCount, items).ids],
        mean: [...scaler.mean],
        std: [...scaler.std],
        asksItems: train.examples.item.some((item) => item >= 0),
        reference: options.node2vec && Node2vecFrame.of(graph, options.node2vec, seed),
      },
      random,
    );
  },
  restore: (state) => new GraphBranch(state, new Random(0)),
});
