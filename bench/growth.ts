import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TopLevelSpec } from 'vega-lite';
import { RESULTS } from '../research/cli';
import { Progress } from '../src/base/progress';
import { randomWalks } from '../src/graph/embedding/walks';
import { PALETTE, writeChart } from '../src/report/chart';
import { type Bench, markdown } from './bench';
import { inFolder } from './folder';
import { powerLawGraph, writeGraph } from './graphs';
import { type Side, takeTurns } from './sides';
import { expectedPairs } from './skipgram';

const TURNS = 1;
const SIZES = [10_000, 100_000];
const LARGE = 1_000_000;
const EDGES_PER_NODE = 10;
const WALKS = { walksPerNode: 1, walkLength: 40, p: 0.5, q: 2 };
const TRAINING = { window: 5, negative: 5, learningRate: 0.025, dimensions: 64 };
const LAYERS = { layer: 'sage', width: 64, repeats: 1 };

/** What a kernel took on a graph, on one thread. */
export interface Growth {
  readonly work: string;
  readonly nodes: number;
  readonly edges: number;
  readonly seconds: number;
  readonly microsecondsPerEdge: number;
  readonly memory: number;
}

export const growth: Bench = {
  name: 'growth',
  description: `time per edge and memory as graphs of ${EDGES_PER_NODE} edges a node grow, one thread: walks of ${WALKS.walkLength} from each node, skip-gram on them, training step of two GraphSAGE layers, D ${LAYERS.width}`,

  async run({ turns = TURNS, large, print, save }) {
    const figures: Growth[] = [];
    const missing: string[] = [];
    const sizes = large ? [...SIZES, LARGE] : SIZES;
    const progress = new Progress(
      'nodes',
      sizes.reduce((sum, nodes) => sum + nodes, 0),
    );
    let done = 0;
    for (const nodes of sizes)
      await inFolder(async (folder) => {
        const sides = prepare(nodes, folder);
        for (const [bench, side] of sides) {
          progress.update(done, `of all graphs (${side.name}, ${nodes}),`);
          const [took] = await takeTurns(bench, [side], { turns });
          done += nodes / sides.length;
          if (!took) {
            missing.push(`${side.name}, ${nodes.toLocaleString('en')} nodes`);
            continue;
          }
          const seconds = took.milliseconds.median / 1000;
          const edges = nodes * EDGES_PER_NODE;
          const microsecondsPerEdge = (1e6 * seconds) / edges;
          figures.push({ work: side.name, nodes, edges, seconds, microsecondsPerEdge, memory: took.memory });
        }
      });
    progress.end();
    print(table(figures));
    if (missing.length) print(`Not run here, as stderr says why: ${missing.join('; ')}.`);
    if (save) {
      await writeChart(chart(figures), join(RESULTS, 'figures', 'bench-growth'));
      print('![time per edge and memory as graphs grow](../figures/bench-growth.svg)');
    }
    return figures;
  },
};

/** Writes what the sides read; each comes with the name of the bench that it is a side of. */
function prepare(nodes: number, folder: string): [string, Side][] {
  const graph = powerLawGraph(nodes, nodes * EDGES_PER_NODE, 1);
  const walks = randomWalks(graph, { ...WALKS, seed: 1 });
  writeGraph(graph, folder);
  writeFileSync(join(folder, 'walks'), walks.nodes);
  const pairs = expectedPairs(walks, TRAINING.window);
  const training = { ...TRAINING, folder, nodes, walkLength: walks.length, pairs };
  const layers = (backend: string): [string, Side] => [
    'layers',
    {
      name: `GraphSAGE step, ${backend}`,
      threads: 1,
      options: { ...LAYERS, folder },
      environment: { LEDGERWALK_BACKEND: backend },
    },
  ];
  return [
    ['walks', { name: 'walks', threads: 1, options: { ...WALKS, folder } }],
    ['skipgram', { name: 'skip-gram', threads: 1, options: training }],
    layers('native'),
    layers('wasm'),
  ];
}

function table(figures: readonly Growth[]): string {
  const rows = figures.map(({ work, nodes, edges, seconds, microsecondsPerEdge, memory }) => [
    work,
    nodes.toLocaleString('en'),
    edges.toLocaleString('en'),
    seconds.toPrecision(3),
    microsecondsPerEdge.toPrecision(3),
    memory.toFixed(0),
  ]);
  return markdown(['one thread', 'nodes', 'edges', 'seconds', 'µs per edge', 'peak MB'], rows);
}

/** Time per edge and peak memory over edges, both on logarithmic axes. */
export function chart(figures: readonly Growth[]): TopLevelSpec {
  const axis = (field: 'edges' | 'microsecondsPerEdge' | 'memory', title: string, values: number[]) => ({
    field,
    type: 'quantitative' as const,
    scale: { type: 'log' as const, domain: [values[0], values[values.length - 1]], nice: false },
    axis: { values, format: field === 'edges' ? '~s' : ',~g' },
    title,
  });
  const sizes = [...new Set(figures.map(({ edges }) => edges))];
  const panel = (field: 'microsecondsPerEdge' | 'memory', title: string) => ({
    width: 300,
    height: 220,
    mark: { type: 'line' as const, point: { size: 50 } },
    encoding: {
      x: axis('edges', 'edges', sizes),
      y: axis(field, title, ladder(figures.map((each) => each[field]))),
      color: { field: 'work', type: 'nominal' as const, sort: null, scale: { range: PALETTE }, title: null },
    },
  });
  return {
    title: `Cost of the kernels as graphs of ${EDGES_PER_NODE} edges a node grow, one thread`,
    data: { values: [...figures] },
    hconcat: [panel('microsecondsPerEdge', 'microseconds per edge'), panel('memory', 'peak memory of the process, MB')],
  };
}

/** The steps 1, 2, 5, 10, … that enclose the values. */
export function ladder(values: readonly number[]): number[] {
  const steps = [];
  for (let power = -6; power <= 6; power++) for (const digit of [1, 2, 5]) steps.push(Number(`${digit}e${power}`));
  const [least, most] = [Math.min(...values), Math.max(...values)];
  return steps.slice(
    steps.findLastIndex((step) => step <= least),
    steps.findIndex((step) => step >= most) + 1,
  );
}
