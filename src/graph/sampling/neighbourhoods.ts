import { DAY } from '../../base/time';
import { Block } from '../block';
import { Draws } from './draws';
import { Growing } from './growing';
import type { Past, Sampler } from './sampler';
import type { TemporalGraph } from './temporalGraph';
import type { TimedNodes } from './timedNodes';

/**
 * The sampled surroundings of seeds, each as of its own time: a seed hears along its events before that time, those whom it
 * hears do along theirs before the *seed's* time, and so on. A node that is heard at two times stands there twice, for what
 * was known at the later one must not reach the earlier. A node at a time has the same neighbours wherever it stands.
 * @param nodes the seeds; takes the nodes that they hear, those heard first of all, then those heard through these, …
 * @param fanout the most neighbours that a node hears
 * @param salt decides what is drawn, with nodes and times
 * @returns a block for each layer, the first one first: its targets come first among its sources, which are the first of
 *   the nodes, and the targets of the last one are the seeds
 */
export function sampleNeighbourhoods(
  graph: TemporalGraph,
  sampler: Sampler,
  nodes: TimedNodes,
  fanout: number,
  depth: number,
  salt: number,
): Block[] {
  const ends = [nodes.count];
  const edges = new SampledEdges(graph, sampler, fanout, salt);
  for (let hop = 0, row = 0; hop < depth; hop++) {
    for (; row < ends[hop]; row++) edges.addRow(nodes, row);
    ends.push(nodes.count);
  }
  const kinds = new Int32Array(nodes.count);
  const strengths = new Float64Array(nodes.count);
  for (let row = 0; row < nodes.count; row++) {
    const node = nodes.nodeOf(row);
    const time = nodes.timeOf(row);
    kinds[row] = graph.isCustomer(node) ? 0 : 1;
    strengths[row] = graph.strength(node, time, graph.endOf(node, time));
  }
  return Array.from({ length: depth }, (_, layer) =>
    edges.block(ends[depth - 1 - layer], ends[depth - layer], kinds, strengths),
  );
}

/** Edges to rows of nodes, one row after the other. */
class SampledEdges {
  private readonly draws: Draws;
  private readonly picked: Int32Array;
  private readonly past: Past;
  private readonly offsets = new Growing(new Int32Array(64));
  private readonly columns = new Growing(new Int32Array(256));
  private readonly values = new Growing(new Float32Array(256));
  private readonly ages = new Growing(new Float64Array(256));

  constructor(
    private readonly graph: TemporalGraph,
    private readonly sampler: Sampler,
    private readonly fanout: number,
    salt: number,
  ) {
    this.draws = new Draws(salt);
    this.picked = new Int32Array(fanout);
    this.past = { times: graph.times, from: 0, to: 0, time: 0 };
    this.offsets.push(0);
  }

  /** Samples what a node hears, and numbers whom it hears. */
  addRow(nodes: TimedNodes, row: number): void {
    const { graph, past, picked } = this;
    const node = nodes.nodeOf(row);
    past.time = nodes.timeOf(row);
    past.from = graph.offsets[node];
    past.to = graph.endOf(node, past.time);
    const count = Math.min(this.fanout, past.to - past.from);
    if (count < past.to - past.from) {
      const isCustomer = graph.isCustomer(node);
      this.draws.start(isCustomer ? 0 : 1, isCustomer ? node : node - graph.customerCount, past.time);
      this.sampler.pick(past, count, this.draws, picked);
    } else for (let i = 0; i < count; i++) picked[i] = past.from + i;
    for (let i = 0; i < count; i++) {
      const place = picked[i];
      this.columns.push(nodes.add(graph.partners[place], past.time));
      this.values.push(graph.weightAt(place, past.time));
      this.ages.push((past.time - graph.times[place]) / DAY);
    }
    this.offsets.push(this.columns.length);
  }

  /**
   * The edges to the first so many rows, from the first so many.
   * @param kinds of the nodes, 0 for customers and 1 for items: the type of an edge is that of the node that it leads to
   * @param strengths what each node's events weigh, as of its time
   */
  block(targets: number, sources: number, kinds: Int32Array, strengths: Float64Array): Block {
    const offsets = this.offsets.take(targets + 1);
    const E = offsets[targets];
    const types = new Int32Array(E);
    for (let t = 0; t < targets; t++) types.fill(kinds[t], offsets[t], offsets[t + 1]);
    const adjacency = {
      rows: targets,
      cols: sources,
      offsets,
      columns: this.columns.take(E),
      values: this.values.take(E),
    };
    return new Block(
      adjacency,
      { ages: this.ages.take(E), types, kinds: kinds.subarray(0, sources) },
      { self: Int32Array.from({ length: targets }, (_, t) => t), columnSums: strengths.subarray(0, sources) },
    );
  }
}
