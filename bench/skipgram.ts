import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { skipGram } from '../src/graph/embedding/skipGram';
import { randomWalks, type Walks } from '../src/graph/embedding/walks';
import type { Bench } from './bench';
import { inFolder } from './folder';
import { powerLawGraph } from './graphs';
import { type Figures, type Ours, type Side, sidesTable, takeTurns } from './sides';

const TURNS = 3;
const GRAPH = { nodes: 20_000, edges: 200_000 };
const WALKS = { walksPerNode: 1, walkLength: 80, p: 0.5, q: 2 };
const TRAINING = { window: 5, negative: 5, learningRate: 0.025 };
const DIMENSIONS = [64, 128];
/** The slow side trains on a part of the walks: what a pair takes does not depend on it. */
const PLAIN_SHARE = 0.05;
const OURS = 'Ledgerwalk';
const SHARED = 'Ledgerwalk, shared negatives';

type Options = typeof TRAINING & {
  folder: string;
  nodes: number;
  walkLength: number;
  dimensions: number;
  sharedNegatives: boolean;
  pairs: number;
  /** Of the walks, how many are trained. */
  share?: number;
};

export const skipgram: Bench = {
  name: 'skipgram',
  description: `skip-gram, ${TRAINING.negative} negatives, window ${TRAINING.window}, one epoch over walks of ${WALKS.walkLength} from each of ${GRAPH.nodes} nodes; plain TypeScript on a part of them`,

  run: ({ python, turns = TURNS, print }) =>
    inFolder(async (folder) => {
      const { nodes, edges } = GRAPH;
      const walks = randomWalks(powerLawGraph(nodes, edges, 1), { ...WALKS, seed: 1 });
      writeFileSync(join(folder, 'walks'), walks.nodes);
      const pairs = expectedPairs(walks, TRAINING.window);
      const results: (Figures & { dimensions: number })[] = [];
      for (const dimensions of DIMENSIONS) {
        const { length: walkLength } = walks;
        const options: Options = { ...TRAINING, folder, nodes, walkLength, dimensions, sharedNegatives: false, pairs };
        const sides = [1, 2].flatMap((threads): Side[] => [
          { name: OURS, threads, options },
          { name: SHARED, threads, options: { ...options, sharedNegatives: true } },
          { name: 'gensim', threads, options, peer: 'skipgram.py' },
        ]);
        sides.push({
          name: 'plain TypeScript',
          threads: 1,
          options: { ...options, share: PLAIN_SHARE, pairs: pairs * PLAIN_SHARE },
          environment: { LEDGERWALK_KERNELS: 'plain' },
        });
        const figures = await takeTurns('skipgram', sides, { python, turns });
        print(`${sidesTable(`D ${dimensions}`, figures, [OURS, SHARED], 'pairs/s')}`);
        results.push(...figures.map((each) => ({ dimensions, ...each })));
      }
      return results;
    }),
};

export const ours: Ours<Options> = async ({ folder, nodes, walkLength, pairs, share = 1, ...options }) => {
  const file = new Int32Array(new Uint8Array(readFileSync(join(folder, 'walks'))).buffer);
  const count = share * (file.length / walkLength);
  const walks: Walks = { nodes: file.subarray(0, count * walkLength), length: walkLength, count };
  return () => {
    const start = performance.now();
    skipGram(walks, nodes, { ...options, epochs: 1, seed: 1 });
    return { seconds: (performance.now() - start) / 1000, work: pairs };
  };
};

/** Of centre and context, where a centre's reach is any of 1 … window. */
export function expectedPairs({ nodes, length, count }: Walks, window: number): number {
  let pairs = 0;
  for (let walk = 0; walk < count; walk++) {
    let end = 0;
    while (end < length && nodes[walk * length + end] >= 0) end++;
    // A distance d apart, either way, in a share of the centres' reaches.
    for (let d = 1; d <= Math.min(window, end - 1); d++) pairs += (2 * (end - d) * (window - d + 1)) / window;
  }
  return pairs;
}
