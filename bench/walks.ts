import { randomWalks } from '../src/graph/embedding/walks';
import type { Bench } from './bench';
import { inFolder } from './folder';
import { powerLawGraph, readGraph, writeGraph } from './graphs';
import { type Figures, type Ours, type Side, sidesTable, takeTurns } from './sides';

const TURNS = 3;
const WALKS = { walksPerNode: 10, walkLength: 80, p: 0.5, q: 2 };
/** Slow sides walk less: what a step takes does not depend on it. */
const FEWER = { ...WALKS, walksPerNode: 1 };
const GRAPHS = [
  { nodes: 20_000, edges: 200_000 },
  { nodes: 100_000, edges: 1_000_000 },
];

type Options = typeof WALKS & { folder: string };

export const walks: Bench = {
  name: 'walks',
  description: `${WALKS.walksPerNode} × ${WALKS.walkLength} node2vec walks, p ${WALKS.p}, q ${WALKS.q}, weighted; others but ours ${FEWER.walksPerNode} × ${FEWER.walkLength}`,

  async run({ python, turns = TURNS, print }) {
    const results: (Figures & { graph: string })[] = [];
    for (const { nodes, edges } of GRAPHS) {
      await inFolder(async (folder) => {
        writeGraph(powerLawGraph(nodes, edges, 1), folder);
        const few = { ...FEWER, folder };
        const sides = [1, 2].flatMap((threads): Side[] => [
          { name: 'Ledgerwalk', threads, options: { ...WALKS, folder } },
          { name: 'PecanPy SparseOTF', threads, options: few, peer: 'walks.py' },
        ]);
        sides.push({
          name: 'plain TypeScript',
          threads: 1,
          options: few,
          environment: { LEDGERWALK_KERNELS: 'plain' },
        });
        const figures = await takeTurns('walks', sides, { python, turns });
        const graph = `${nodes} nodes, ${edges} edges`;
        print(`${sidesTable(graph, figures, ['Ledgerwalk'], 'steps/s')}`);
        results.push(...figures.map((each) => ({ graph, ...each })));
      });
    }
    return results;
  },
};

export const ours: Ours<Options> = async ({ folder, ...options }) => {
  const graph = readGraph(folder);
  return () => {
    const start = performance.now();
    const { nodes, count } = randomWalks(graph, { ...options, seed: 1 });
    const seconds = (performance.now() - start) / 1000;
    let visited = 0;
    for (const node of nodes) if (node >= 0) visited++;
    return { seconds, work: visited - count };
  };
};
