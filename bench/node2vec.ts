import { skipGram } from '../src/graph/embedding/skipGram';
import { randomWalks, Walker } from '../src/graph/embedding/walks';
import type { Bench } from './bench';
import { inFolder } from './folder';
import { powerLawGraph, readGraph, writeGraph } from './graphs';
import { type Figures, type Ours, type Side, sidesTable, takeTurns } from './sides';
import { expectedPairs } from './skipgram';

const TURNS = 1;
const GRAPH = { nodes: 100_000, edges: 1_000_000 };
/** One walk a node, where ten are common: more take longer in proportion, and on our side no more memory. */
const WALKS = { walksPerNode: 1, walkLength: 40, p: 0.5, q: 2 };
const TRAINING = { dimensions: 128, window: 5, negative: 5, learningRate: 0.025 };
const OURS = 'Ledgerwalk';
const SHARED = 'Ledgerwalk, shared negatives';

type Options = typeof WALKS & typeof TRAINING & { folder: string; sharedNegatives: boolean; pairs: number };

export const node2vec: Bench = {
  name: 'node2vec',
  description: `walks and skip-gram end to end, D ${TRAINING.dimensions}, ${GRAPH.nodes} nodes, ${GRAPH.edges} weighted edges, ${WALKS.walksPerNode} × ${WALKS.walkLength} walks, p ${WALKS.p}, q ${WALKS.q}, ${TRAINING.negative} negatives, window ${TRAINING.window}, one epoch`,

  run: ({ python, turns = TURNS, print }) =>
    inFolder(async (folder) => {
      const graph = powerLawGraph(GRAPH.nodes, GRAPH.edges, 1);
      writeGraph(graph, folder);
      const pairs = expectedPairs(randomWalks(graph, { ...WALKS, seed: 1 }), TRAINING.window);
      const options: Options = { ...WALKS, ...TRAINING, folder, sharedNegatives: false, pairs };
      const sides = [1, 2].flatMap((threads): Side[] => [
        { name: OURS, threads, options },
        { name: SHARED, threads, options: { ...options, sharedNegatives: true } },
        { name: 'PecanPy + gensim', threads, options, peer: 'node2vec.py' },
      ]);
      const figures: Figures[] = await takeTurns('node2vec', sides, { python, turns });
      const title = `${GRAPH.nodes} nodes, ${GRAPH.edges} edges`;
      print(`${sidesTable(title, figures, [OURS, SHARED], 'pairs/s')}`);
      return figures;
    }),
};

export const ours: Ours<Options> = async ({ folder, pairs, walksPerNode, walkLength, p, q, ...training }) => {
  const graph = readGraph(folder);
  return () => {
    const start = performance.now();
    const walker = new Walker(graph, { walksPerNode, walkLength, p, q, seed: 1 });
    skipGram(walker, graph.rows, { ...training, epochs: 1, seed: 1 });
    return { seconds: (performance.now() - start) / 1000, work: pairs };
  };
};
