import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { Random } from '../../base/random';
import type { AsOf } from '../../data/asOf';
import { Controls, savedControlsSchema } from '../../data/controls/controls';
import { GraphNetwork, networkSchema } from '../../graph/network';
import { samplers } from '../../graph/sampling';
import { sampleNeighbourhoods } from '../../graph/sampling/neighbourhoods';
import { rewiredItems } from '../../graph/sampling/rewired';
import type { Sampler } from '../../graph/sampling/sampler';
import { TemporalGraph } from '../../graph/sampling/temporalGraph';
import { TimedNodes } from '../../graph/sampling/timedNodes';
import { nearerOf, type Origins } from '../../imbalance/resampling/origins';
import type { Encoding } from '../../nn/encoding';
import { Branch, defineBranch, type ForwardOptions } from '../branch';
import { NodeInputs, type NodeTables, nodeInputsOptions, nodeInputsState } from '../nodeInputs';

const optionsSchema = networkSchema.extend({
  /** Which of a node's events before an example's time it hears along. */
  sampling: samplers.reference().prefault('most-recent'),
  /** How many of them at most. */
  fanout: z.number().int().positive().default(12),
  ...nodeInputsOptions,
  /** An event's weight halves every so many days; all weigh 1 if omitted. */
  halfLifeDays: z.number().positive().optional(),
  /** How many of a customer's last events an operator that attends over their items sees. */
  neighbours: z.number().int().positive().default(16),
});
type Options = z.output<typeof optionsSchema>;

const stateSchema = z.strictObject({
  options: optionsSchema,
  seed: z.number(),
  controls: savedControlsSchema,
  inputs: z.strictObject(nodeInputsState),
  asksItems: z.boolean(),
});
type State = z.output<typeof stateSchema>;

/** The events, and of each example its time and its nodes, -1 where it has none; [n] each. */
interface SampledGraphInputs {
  readonly graph: TemporalGraph;
  readonly tables: NodeTables;
  readonly time: Float64Array;
  readonly customer: Int32Array;
  readonly item: Int32Array;
}

/**
 * The customer in the graph of events with items, through message-passing layers on neighbourhoods that are sampled anew
 * for each batch: each example's holds only events before its own time, however many times there are. When an item P is
 * asked about, the output is both nodes' vectors and their product:
 *
 *   [z_c, z_P, z_c ∘ z_P]
 *
 * Nodes are told by what they did before that time, so those that were not seen in training are scored like others (an item
 * without a learned embedding of its own has the one that rare items share). A customer or item without an event before the
 * time gets the zero vector.
 */
class SampledGraphBranch extends Branch<SampledGraphInputs> {
  readonly units: number;
  override readonly stepUnits: number;
  private readonly inputs: NodeInputs;
  private readonly network: GraphNetwork;
  private readonly controls: Controls;
  private readonly sampler: Sampler;

  constructor(
    private readonly saved: State,
    random: Random,
  ) {
    super();
    const { options } = saved;
    this.controls = Controls.load(saved.controls);
    const { entry, options: given } = samplers.resolve(options.sampling);
    this.sampler = entry.build(given);
    this.inputs = this.part('inputs', new NodeInputs(options, saved.inputs, random));
    this.network = this.part('network', new GraphNetwork(this.inputs.units, options, random));
    this.units = saved.asksItems ? 3 * options.units : options.units;
    this.stepUnits = options.units;
  }

  state(): State {
    return this.saved;
  }

  prepare(asOf: AsOf): SampledGraphInputs {
    const graph = graphOf(asOf, this.saved.options, this.controls);
    const { time, customer, item } = asOf.examples;
    return {
      graph,
      tables: this.inputs.prepare(graph, asOf.latest()),
      time,
      customer: customer.map((one) => graph.nodeOfCustomer(one)),
      item: item.map((one) => graph.nodeOfItem(one)),
    };
  }

  override resample({ time, customer, item, ...rest }: SampledGraphInputs, origins: Origins): SampledGraphInputs {
    const nearer = nearerOf(origins);
    const take = (nodes: Int32Array) => nearer.map((row) => nodes[row]);
    return { ...rest, time: Float64Array.from(nearer, (row) => time[row]), customer: take(customer), item: take(item) };
  }

  forward(inputs: SampledGraphInputs, rows: Int32Array, { random, wantSteps }: ForwardOptions = {}): Encoding {
    const { asksItems } = this.saved;
    const nodes = new TimedNodes();
    const place = (node: number, time: number) =>
      node >= 0 && inputs.graph.endOf(node, time) > inputs.graph.offsets[node] ? nodes.add(node, time) : -1;
    const customers = rows.map((row) => place(inputs.customer[row], inputs.time[row]));
    const items = asksItems ? rows.map((row) => place(inputs.item[row], inputs.time[row])) : undefined;
    const bought = wantSteps ? this.itemsBought(inputs, rows, nodes) : undefined;
    const vectors = this.encode(inputs, nodes, random);
    const missing = vectors.shape[0] - 1;
    const pick = (places: Int32Array) =>
      tf.gather(
        vectors,
        tf.tensor1d(
          places.map((at) => (at < 0 ? missing : at)),
          'int32',
        ),
      );
    const steps = bought && {
      steps: tf.reshape(pick(bought.places), [
        rows.length,
        this.saved.options.neighbours,
        this.stepUnits,
      ]) as tf.Tensor3D,
      mask: tf.tensor2d(bought.mask, [rows.length, this.saved.options.neighbours]),
    };
    const customer = pick(customers);
    if (!items) return { pooled: customer, ...steps };
    const item = pick(items);
    return { pooled: tf.concat2d([customer, item, tf.mul(customer, item)], 1), ...steps };
  }

  /** The vectors of the nodes given, and a row of zeros: [count + 1, units]. */
  private encode({ graph, tables }: SampledGraphInputs, nodes: TimedNodes, random?: Random): tf.Tensor2D {
    const { fanout, depth, units } = this.saved.options;
    const none = tf.zeros<tf.Rank.R2>([1, units]);
    if (nodes.count === 0) return none;
    const salt = random ? random.bits() : this.saved.seed;
    const blocks = sampleNeighbourhoods(graph, this.sampler, nodes, fanout, depth, salt);
    return tf.concat2d([this.network.call(this.inputs.call(graph, tables, nodes), blocks, random), none], 0);
  }

  /** Where the items of each customer's last events are, [B, neighbours], the latest last, and their mask. */
  private itemsBought({ graph, customer, time }: SampledGraphInputs, rows: Int32Array, nodes: TimedNodes) {
    const M = this.saved.options.neighbours;
    const places = new Int32Array(rows.length * M).fill(-1);
    const mask = new Float32Array(rows.length * M);
    rows.forEach((row, i) => {
      const node = customer[row];
      if (node < 0) return;
      const end = graph.endOf(node, time[row]);
      const first = Math.max(graph.offsets[node], end - M);
      for (let place = first; place < end; place++) {
        const at = (i + 1) * M - (end - place);
        places[at] = nodes.add(graph.partners[place], time[row]);
        mask[at] = 1;
      }
    });
    return { places, mask };
  }
}

function graphOf(asOf: AsOf, { halfLifeDays }: Options, controls: Controls): TemporalGraph {
  return new TemporalGraph(asOf.latest(), { halfLifeDays, item: rewiredItems(asOf, controls) });
}

export const sampledGraph = defineBranch({
  name: 'sampled-graph',
  summary: 'message passing over neighbours sampled from before each example’s own time',
  options: optionsSchema,
  state: stateSchema,
  space: {
    units: { choices: [16, 32, 64] },
    depth: { choices: [1, 2] },
    fanout: { choices: [6, 12, 24] },
    dropout: { low: 0, high: 0.5 },
  },
  build(options, { train, items, controls, seed }, random) {
    const graph = graphOf(train, options, controls);
    return new SampledGraphBranch(
      {
        options,
        seed,
        controls: controls.toJSON() as State['controls'],
        inputs: NodeInputs.fit(options, graph, train.latest(), items),
        asksItems: train.examples.item.some((item) => item >= 0),
      },
      random,
    );
  },
  restore: (state) => new SampledGraphBranch(state, new Random(0)),
});
