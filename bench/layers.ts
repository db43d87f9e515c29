import * as tf from '@tensorflow/tfjs-core';
import { Random } from '../src/base/random';
import { graphLayers } from '../src/graph/layers';
import { Neighbours } from '../src/graph/messagePassing';
import { startEngine } from '../src/runtime/engine';
import { Adam } from '../src/training/adam';
import type { Bench } from './bench';
import { inFolder } from './folder';
import { powerLawGraph, readGraph, writeGraph } from './graphs';
import { type Figures, type Ours, type Side, sidesTable, takeTurns } from './sides';

const TURNS = 7;
const WIDTH = 64;
const HEADS = 4;
const CASES = [
  { layer: 'sage', nodes: 100_000, edges: 500_000, forms: ['edge_index', 'CSR'] },
  { layer: 'gat', nodes: 20_000, edges: 100_000, forms: ['edge_index'] },
];
const ENGINES = ['native', 'wasm'];

interface Options {
  readonly folder: string;
  readonly layer: string;
  readonly width: number;
}

export const layers: Bench = {
  name: 'layers',
  description: `full-batch training step of two graph layers, D ${WIDTH}, with Adam`,

  async run({ python, turns = TURNS }) {
    const results: (Figures & { graph: string })[] = [];
    for (const { layer, nodes, edges, forms } of CASES)
      await inFolder(async (folder) => {
        writeGraph(powerLawGraph(nodes, edges, 1), folder);
        const options = { folder, layer, width: WIDTH, heads: HEADS };
        const sides = [1, 2].flatMap((threads): Side[] => [
          ...ENGINES.map((name) => ({ name, threads, options, environment: { LEDGERWALK_BACKEND: name } })),
          ...forms.map((form) => ({ name: `PyG, ${form}`, threads, options: { ...options, form }, peer: 'layers.py' })),
        ]);
        const figures = await takeTurns('layers', sides, { python, turns });
        const graph = `${layer}, ${nodes} nodes, ${2 * edges} edges`;
        console.log(`${sidesTable(graph, figures, ENGINES, 'edges/s')}\n`);
        results.push(...figures.map((each) => ({ graph, ...each })));
      });
    return results;
  },
};

/** On the engine that the environment names. */
export const ours: Ours<Options> = async ({ folder, layer, width }) => {
  await startEngine();
  const adjacency = readGraph(folder);
  // Peers take the plain mean.
  adjacency.values.fill(1);
  const graph = new Neighbours(adjacency);
  const random = Random.of(1, 'layers bench');
  const [first, second] = [1, 2].map(() => graphLayers.get(layer).build(width, width, random));
  const weights = [first, second].flatMap((module) => [...module.weights().values()]);
  const [x, target] = [1, 2].map((seed) => tf.randomNormal<tf.Rank.R2>([adjacency.rows, width], 0, 1, 'float32', seed));
  const optimiser = new Adam(weights);
  const loss = () => {
    const output = second.call(tf.relu(first.call(x, graph)), graph);
    return tf.mean(tf.squaredDifference(output, target)) as tf.Scalar;
  };
  return () => {
    const start = performance.now();
    optimiser.minimise(loss);
    return { seconds: (performance.now() - start) / 1000, work: 2 * adjacency.columns.length };
  };
};
