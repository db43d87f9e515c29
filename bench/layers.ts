import * as tf from '@tensorflow/tfjs-core';
import type { Csr } from '../src/base/csr';
import { Random } from '../src/base/random';
import { startEngine } from '../src/engine/engine';
import { Block } from '../src/graph/block';
import { graphLayers } from '../src/graph/layers';
import { Adam } from '../src/training/adam';
import type { Bench } from './bench';
import { inFolder } from './folder';
import { powerLawGraph, readGraph, writeGraph } from './graphs';
import { meanSquaredError } from './loss';
import { type Figures, type Ours, type Side, sidesTable, takeTurns } from './sides';
import { stepOfTfjs } from './tfjsSage';

const TURNS = 7;
const WIDTH = 64;
const HEADS = 4;
/** The first step of a turn finds the caches, and much of the memory, taken by other sides. */
const REPEATS = 4;
const ENGINES = ['native', 'wasm'];
/** Forms of a graph that PyTorch Geometric takes, and engines of the same step by gather and segment sum. */
const CASES = [
  { layer: 'sage', nodes: 100_000, edges: 500_000, forms: ['edge_index', 'CSR'], segmentSums: ['native'] },
  { layer: 'gcn', nodes: 100_000, edges: 500_000, forms: ['edge_index', 'CSR'], segmentSums: [] },
  { layer: 'sage', nodes: 20_000, edges: 100_000, forms: [], segmentSums: ENGINES },
  { layer: 'gat', nodes: 20_000, edges: 100_000, forms: ['edge_index'], segmentSums: [] },
];

interface Options {
  readonly folder: string;
  readonly layer: string;
  readonly width: number;
  /** Training steps that are timed together. */
  readonly repeats: number;
  /** Written with tfjs's own operations instead of ours. */
  readonly tfjs?: boolean;
}

export const layers: Bench = {
  name: 'layers',
  description: `full-batch training steps of two graph layers, D ${WIDTH}, with Adam; ${REPEATS} together, of gather + segment sum 1`,

  async run({ python, turns = TURNS, print }) {
    const results: (Figures & { graph: string })[] = [];
    for (const { layer, nodes, edges, forms, segmentSums } of CASES)
      await inFolder(async (folder) => {
        writeGraph(powerLawGraph(nodes, edges, 1), folder);
        const options = { folder, layer, width: WIDTH, heads: HEADS, repeats: REPEATS };
        const sides = [1, 2].flatMap((threads): Side[] => [
          ...ENGINES.map((name) => ({ name, threads, options, environment: { LEDGERWALK_BACKEND: name } })),
          ...forms.map((form) => ({ name: `PyG, ${form}`, threads, options: { ...options, form }, peer: 'layers.py' })),
        ]);
        for (const engine of segmentSums) {
          const environment = { LEDGERWALK_BACKEND: engine };
          const name = `gather + segment sum, ${engine}`;
          sides.push({ name, threads: 1, options: { ...options, repeats: 1, tfjs: true }, environment });
        }
        const figures = await takeTurns('layers', sides, { python, turns });
        const graph = `${layer}, ${nodes} nodes, ${2 * edges} edges`;
        print(`${sidesTable(graph, figures, ENGINES, 'edges/s')}`);
        results.push(...figures.map((each) => ({ graph, ...each })));
      });
    return results;
  },
};

/** On the engine that the environment names. */
export const ours: Ours<Options> = async ({ folder, layer, width, repeats, tfjs }) => {
  await startEngine();
  const adjacency = readGraph(folder);
  // Peers take the plain mean.
  adjacency.values.fill(1);
  const random = Random.of(1, 'layers bench');
  const [x, target] = [1, 2].map((seed) => tf.randomNormal<tf.Rank.R2>([adjacency.rows, width], 0, 1, 'float32', seed));
  const step = tfjs ? stepOfTfjs(adjacency, x, target, random) : stepOfOurs(adjacency, layer, x, target, random);
  return () => {
    const start = performance.now();
    for (let i = 0; i < repeats; i++) step();
    return { seconds: (performance.now() - start) / 1000, work: 2 * adjacency.columns.length * repeats };
  };
};

function stepOfOurs(adjacency: Csr, layer: string, x: tf.Tensor2D, target: tf.Tensor2D, random: Random): () => void {
  const graph = new Block(adjacency);
  const width = x.shape[1];
  const kind = graphLayers.get(layer);
  const [first, second] = [1, 2].map(() => kind.build(kind.options.parse({}), width, width, random));
  const weights = [first, second].flatMap((module, l) =>
    [...module.weights()].map(([name, weight]) => [`${l}.${name}`, weight] as const),
  );
  const optimiser = new Adam(new Map(weights));
  const loss = () => {
    const hidden = tf.relu(first.call(x, x, graph));
    return meanSquaredError(second.call(hidden, hidden, graph), target);
  };
  return () => optimiser.minimise(loss);
}
