import { Random } from '../src/base/random';
import { ownKernels } from '../src/kernels/compiled';
import { multiplyCompiled } from '../src/kernels/spmm/compiled';
import { multiplyPlain } from '../src/kernels/spmm/plain';
import type { Bench } from './bench';
import { inFolder } from './folder';
import { powerLawGraph, readGraph, writeGraph } from './graphs';
import { type Ours, type Side, sidesTable, takeTurns } from './sides';

const TURNS = 15;
const GRAPH = { nodes: 100_000, edges: 500_000 };
const DIMENSIONS = 64;

interface Options {
  readonly folder: string;
  readonly dimensions: number;
  readonly threads: number;
  readonly plain?: boolean;
}

export const spmm: Bench = {
  name: 'spmm',
  description: `CSR × dense, ${2 * GRAPH.edges} nonzeros, D ${DIMENSIONS}; ours with the copy to the kernel's memory`,

  run: ({ python, turns = TURNS, print }) =>
    inFolder(async (folder) => {
      writeGraph(powerLawGraph(GRAPH.nodes, GRAPH.edges, 1), folder);
      const options = { folder, dimensions: DIMENSIONS };
      const sides = [1, 2].flatMap((threads): Side[] => [
        { name: 'Ledgerwalk', threads, options },
        { name: 'PyTorch', threads, options: { ...options, library: 'torch' }, peer: 'spmm.py' },
      ]);
      sides.push({ name: 'scipy', threads: 1, options: { ...options, library: 'scipy' }, peer: 'spmm.py' });
      sides.push({ name: 'plain TypeScript', threads: 1, options: { ...options, plain: true } });
      const figures = await takeTurns('spmm', sides, { python, turns });
      print(sidesTable('CSR × dense', figures, ['Ledgerwalk'], 'nonzeros/s'));
      return figures;
    }),
};

export const ours: Ours<Options> = async ({ folder, dimensions, threads, plain }) => {
  const graph = readGraph(folder);
  const random = Random.of(1, 'spmm bench');
  const x = Float32Array.from({ length: graph.cols * dimensions }, () => random.next());
  const kernels = plain ? undefined : ownKernels(threads);
  return () => {
    const start = performance.now();
    kernels ? multiplyCompiled(kernels, graph, x, dimensions) : multiplyPlain(graph, x, dimensions);
    return { seconds: (performance.now() - start) / 1000, work: graph.columns.length };
  };
};
