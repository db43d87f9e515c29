import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { InputError } from '../base/errors';
import type { Random } from '../base/random';
import type { History } from '../data/history';
import { StandardScaler } from '../data/scaler';
import { Vocabulary } from '../data/vocabulary';
import { NODE_FEATURES } from '../graph/nodeFeatures';
import { memorySchema, messagesOf, NodeMemory } from '../graph/sampling/memory';
import type { TemporalGraph } from '../graph/sampling/temporalGraph';
import type { TimedNodes } from '../graph/sampling/timedNodes';
import { normal } from '../nn/initializers';
import { Module } from '../nn/module';
import { spmm } from '../ops/sparse';
import { columnsOf, fitAttribute, fittedAttributeSchema, writeColumns } from './stepAttributes';

/** What nodes of a sampled graph are told by, beside what they did. */
export const nodeInputsOptions = {
  /** Attributes of customers and of items, by name: numbers, or the most frequent categories one-hot. */
  attributes: z.array(z.string().min(1)).default([]),
  /** Columns of an item's learned embedding; 0 for none. */
  embeddingDim: z.number().int().min(0).default(0),
  /** Items with fewer events share one learned embedding. */
  minCount: z.number().int().positive().default(10),
  /** A memory of what a node's last events told it; none if null. */
  memory: memorySchema.nullable().default(null),
};
type Options = { readonly [Name in keyof typeof nodeInputsOptions]: z.output<(typeof nodeInputsOptions)[Name]> };

/** What training tells of the inputs. */
export const nodeInputsState = {
  /** Ids of the items with embeddings of their own. */
  items: z.array(z.string()),
  mean: z.array(z.number()),
  std: z.array(z.number()),
  attributes: z.array(fittedAttributeSchema),
};
type State = { readonly [Name in keyof typeof nodeInputsState]: z.output<(typeof nodeInputsState)[Name]> };

const F = NODE_FEATURES.length;
/** How many categories of an attribute are told apart. */
const CATEGORIES = 20;

/** What is known of a graph's nodes whatever the time. */
export interface NodeTables {
  /** The row of each item's learned embedding, [I]. */
  readonly vocabulary: Int32Array;
  /** Columns of the attributes, [N, A]; those of an owner of another kind are 0. */
  readonly attributes: Float32Array;
  /** What each event tells its two sides, where nodes have memories. */
  readonly messages?: Float32Array;
}

/** What nodes at times are told by before they hear each other: features, attributes, embeddings, memories. */
export class NodeInputs extends Module {
  /** Columns of what `call` returns. */
  readonly units: number;
  private readonly embeddings?: tf.Variable;
  private readonly memory?: NodeMemory;
  private readonly vocabulary: Vocabulary;
  private readonly scaler: StandardScaler;
  private readonly attributeColumns: number;

  constructor(
    options: Options,
    private readonly state: State,
    random: Random,
  ) {
    super();
    const { embeddingDim, memory } = options;
    this.vocabulary = new Vocabulary(state.items);
    this.scaler = new StandardScaler(state.mean, state.std, NODE_FEATURES);
    this.attributeColumns = state.attributes.reduce((sum, one) => sum + columnsOf(one).length, 0);
    if (embeddingDim > 0)
      this.embeddings = this.weight('items', normal([this.vocabulary.size, embeddingDim], 0.1, random));
    if (memory) this.memory = this.part('memory', new NodeMemory(memory, random));
    this.units = F + this.attributeColumns + embeddingDim + (this.memory?.units ?? 0);
  }

  /**
   * What training tells of the inputs, from its latest history and the graph made of it.
   * @param named ids of items that have embeddings of their own however rare they are
   * @throws InputError for an attribute that the log has not, or that is of events
   */
  static fit(options: Options, graph: TemporalGraph, latest: History, named: readonly string[]): State {
    const features = new Float32Array(graph.nodeCount * F);
    for (let node = 0; node < graph.nodeCount; node++)
      graph.features(node, latest.time, graph.endOf(node, latest.time), features, node * F);
    const { mean, std } = StandardScaler.fit(features, NODE_FEATURES);
    const attributes = options.attributes.map((name) => {
      const attribute = latest.attribute(name);
      if (attribute.of === 'event')
        throw new InputError(`attribute "${name}" is of events`, 'graph nodes', 'attributes of customers or items');
      return fitAttribute({ attribute: name, embeddingDim: 0, categories: CATEGORIES }, attribute);
    });
    const items = [...Vocabulary.of(latest, options.minCount, named).ids];
    return { items, mean: [...mean], std: [...std], attributes };
  }

  prepare(graph: TemporalGraph, latest: History): NodeTables {
    const A = this.attributeColumns;
    const attributes = new Float32Array(graph.nodeCount * A);
    let column = 0;
    for (const fitted of this.state.attributes) {
      const attribute = latest.attribute(fitted.name);
      const first = attribute.of === 'item' ? graph.customerCount : 0;
      writeColumns(fitted, attribute, attributes.subarray(first * A), A, column);
      column += columnsOf(fitted).length;
    }
    return {
      vocabulary: this.vocabulary.rowsOf(latest),
      attributes,
      messages: this.memory && messagesOf(graph, (features) => this.scaler.transform(features)),
    };
  }

  /** Nodes that have events before their times → [N, units]. */
  call(graph: TemporalGraph, { vocabulary, attributes, messages }: NodeTables, nodes: TimedNodes): tf.Tensor2D {
    const N = nodes.count;
    const A = this.attributeColumns;
    const features = new Float32Array(N * F);
    const chosen = new Float32Array(N * A);
    const offsets = new Int32Array(N + 1);
    const columns = new Int32Array(N);
    for (let i = 0; i < N; i++) {
      const node = nodes.nodeOf(i);
      const time = nodes.timeOf(i);
      graph.features(node, time, graph.endOf(node, time), features, i * F);
      for (let a = 0; a < A; a++) chosen[i * A + a] = attributes[node * A + a];
      offsets[i + 1] = offsets[i];
      if (!graph.isCustomer(node)) columns[offsets[i + 1]++] = vocabulary[node - graph.customerCount];
    }
    const parts: tf.Tensor2D[] = [tf.tensor2d(this.scaler.transform(features), [N, F])];
    if (A > 0) parts.push(tf.tensor2d(chosen, [N, A]));
    if (this.embeddings) {
      const size = offsets[N];
      const values = new Float32Array(size).fill(1);
      const lookup = { rows: N, cols: this.vocabulary.size, offsets, columns: columns.slice(0, size), values };
      parts.push(spmm(lookup, this.embeddings as tf.Tensor2D));
    }
    if (this.memory && messages) parts.push(this.memory.call(graph, messages, nodes));
    return tf.concat2d(parts, 1);
  }
}
