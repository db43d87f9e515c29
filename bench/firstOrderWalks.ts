import { randomWalks } from '../src/graph/embedding/walks';
import type { Bench } from './bench';
import { inFolder } from './folder';
import { powerLawGraph, readGraph, writeGraph } from './graphs';
import { type Figures, type Ours, type Side, sidesTable, takeTurns } from './sides';

const TURNS = 3;
const GRAPH = { nodes: 100_000, edges: 1_000_000 };
const WALKS = { walksPerNode: 1, walkLength: 80 };

interface Options {
  readonly folder: string;
  readonly walksPerNode: number;
  readonly walkLength: number;
  readonly weighted: boolean;
}

export const firstOrderWalks: Bench = {
  name: 'first-order-walks',
  description: `walks that remember nothing (p = q = 1), ${GRAPH.nodes} nodes, ${GRAPH.edges} edges; igraph takes as many steps in a single walk`,

  async run({ python, turns = TURNS, print }) {
    const results: (Figures & { graph: string })[] = [];
    await inFolder(async (folder) => {
      writeGraph(powerLawGraph(GRAPH.nodes, GRAPH.edges, 1), folder);
      for (const weighted of [false, true]) {
        const options: Options = { ...WALKS, folder, weighted };
        const sides: Side[] = [
          { name: 'Ledgerwalk', threads: 1, options },
          { name: 'Ledgerwalk', threads: 2, options },
          { name: 'igraph', threads: 1, options, peer: 'igraphWalks.py' },
          { name: 'plain TypeScript', threads: 1, options, environment: { LEDGERWALK_KERNELS: 'plain' } },
        ];
        const figures = await takeTurns('firstOrderWalks', sides, { python, turns });
        const graph = weighted ? 'weighted' : 'unweighted';
        print(`${sidesTable(graph, figures, ['Ledgerwalk'], 'steps/s')}`);
        results.push(...figures.map((each) => ({ graph, ...each })));
      }
    });
    return results;
  },
};

export const ours: Ours<Options> = async ({ folder, weighted, walksPerNode, walkLength }) => {
  const graph = readGraph(folder);
  if (!weighted) graph.values.fill(1);
  return () => {
    const start = performance.now();
    const { nodes, count } = randomWalks(graph, { walksPerNode, walkLength, p: 1, q: 1, seed: 1 });
    const seconds = (performance.now() - start) / 1000;
    let visited = 0;
    for (const node of nodes) if (node >= 0) visited++;
    return { seconds, work: visited - count };
  };
};
