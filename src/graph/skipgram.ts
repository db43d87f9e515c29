import { Progress } from '../base/progress';
import { Random } from '../base/random';
import { compiledKernels, type Kernels } from '../runtime/kernels/compiled';
import type { Walks } from './walks';

export interface SkipGramOptions {
  readonly dimensions: number;
  /** Nodes at most so many steps apart are context of each other; each centre draws its own width up to it. */
  readonly window: number;
  /** Nodes drawn at random against each pair. */
  readonly negative: number;
  readonly epochs: number;
  /** At the start; falls linearly to a ten-thousandth of itself. */
  readonly learningRate: number;
  readonly seed: number;
}

const LOGISTIC_RANGE = 6;
const LOGISTIC_STEPS = 1024;

/**
 * Skip-gram with negative sampling (Mikolov et al., NeurIPS 2013) over walks: of each pair (centre,
 * context) it raises log σ(u·v), and log σ(−u·v) for negatives drawn with chances ∝ count^¾.
 * @returns one vector a node, [nodeCount, dimensions]; a node that no walk visits keeps its start
 */
export function skipGram(walks: Walks, nodeCount: number, options: SkipGramOptions): Float32Array {
  const kernels = compiledKernels();
  return kernels ? skipGramCompiled(kernels, walks, nodeCount, options) : skipGramPlain(walks, nodeCount, options);
}

/** Walks trained between two looks at the clock. */
const CHUNK = 5000;

/** By the compiled kernel. */
export function skipGramCompiled(
  kernels: Kernels,
  walks: Walks,
  nodeCount: number,
  options: SkipGramOptions,
): Float32Array {
  const { dimensions: D, window, negative, epochs, learningRate, seed } = options;
  const random = Random.of(seed, 'skip-gram');
  const start = startVectors(nodeCount, D, random);
  const drawn = negativeTable(walks, nodeCount);
  // The kernel takes four numbers at a time; what is added stays 0.
  const width = 4 * Math.ceil(D / 4);
  kernels.reserve(2 * nodeCount * width + walks.nodes.length + drawn.length + LOGISTIC_STEPS + 1 + width + 4, 7);
  const vectors = kernels.floats(nodeCount * width);
  vectors.view.fill(0);
  for (let i = 0; i < nodeCount; i++) vectors.view.set(start.subarray(i * D, (i + 1) * D), i * width);
  const contexts = kernels.floats(nodeCount * width);
  contexts.view.fill(0);
  const state = kernels.int(Int32Array.from(random.snapshot()));
  const nodes = kernels.int(walks.nodes);
  const negatives = kernels.int(drawn);
  const logistic = kernels.float(logisticTable());
  const change = kernels.floats(width);
  const total = epochs * walks.count;
  const progress = new Progress('skip-gram', total);
  for (let first = 0; first < total; first += CHUNK) {
    const end = Math.min(total, first + CHUNK);
    kernels.run.skipGram(
      state,
      nodes,
      walks.count,
      walks.length,
      first,
      end,
      total,
      vectors.at,
      contexts.at,
      width,
      window,
      negative,
      learningRate,
      negatives,
      drawn.length,
      logistic,
      LOGISTIC_STEPS,
      LOGISTIC_RANGE,
      change.at,
    );
    progress.update(end);
  }
  progress.end();
  const result = new Float32Array(nodeCount * D);
  for (let i = 0; i < nodeCount; i++) result.set(vectors.view.subarray(i * width, i * width + D), i * D);
  return result;
}

function startVectors(nodeCount: number, D: number, random: Random): Float32Array {
  return Float32Array.from({ length: nodeCount * D }, () => (random.next() - 0.5) / D);
}

/** The same in plain TypeScript: the reference. */
export function skipGramPlain(walks: Walks, nodeCount: number, options: SkipGramOptions): Float32Array {
  const { dimensions: D, window, negative, epochs, learningRate, seed } = options;
  const random = Random.of(seed, 'skip-gram');
  const vectors = startVectors(nodeCount, D, random);
  const contexts = new Float32Array(nodeCount * D);
  const drawn = negativeTable(walks, nodeCount);
  const logistic = logisticTable();
  const change = new Float32Array(D);
  const total = epochs * walks.count;
  for (let done = 0; done < total; done++) {
    const rate = learningRate * Math.max(1e-4, 1 - done / total);
    const at = (done % walks.count) * walks.length;
    for (let i = 0; i < walks.length; i++) {
      const centre = walks.nodes[at + i];
      if (centre < 0) break;
      const reach = 1 + random.int(window);
      for (let j = Math.max(0, i - reach); j <= Math.min(walks.length - 1, i + reach); j++) {
        const context = walks.nodes[at + j];
        if (context < 0) break;
        if (j !== i) pair(context * D, centre, rate);
      }
    }
  }
  return vectors;

  function pair(input: number, target: number, rate: number): void {
    change.fill(0);
    for (let k = 0; k <= negative; k++) {
      let output = target;
      if (k > 0) {
        output = drawn[random.int(drawn.length)];
        if (output === target) continue;
      }
      const to = output * D;
      let dot = 0;
      for (let d = 0; d < D; d++) dot += vectors[input + d] * contexts[to + d];
      const clipped = Math.max(-LOGISTIC_RANGE, Math.min(LOGISTIC_RANGE, dot));
      const p = logistic[Math.round((clipped / LOGISTIC_RANGE + 1) * (LOGISTIC_STEPS / 2))];
      const g = rate * ((k === 0 ? 1 : 0) - p);
      for (let d = 0; d < D; d++) {
        change[d] += g * contexts[to + d];
        contexts[to + d] += g * vectors[input + d];
      }
    }
    for (let d = 0; d < D; d++) vectors[input + d] += change[d];
  }
}

function logisticTable(): Float32Array {
  return Float32Array.from(
    { length: LOGISTIC_STEPS + 1 },
    (_, i) => 1 / (1 + Math.exp(-LOGISTIC_RANGE * ((2 * i) / LOGISTIC_STEPS - 1))),
  );
}

/** Nodes, each as often as count^¾ asks for, in 16 places a node: few enough to stay in the processor's cache. */
function negativeTable(walks: Walks, nodeCount: number): Int32Array {
  const counts = new Float64Array(nodeCount);
  for (const node of walks.nodes) if (node >= 0) counts[node]++;
  const shares = counts.map((count) => count ** 0.75);
  const total = shares.reduce((sum, share) => sum + share, 0);
  const table = new Int32Array(Math.max(1 << 12, 16 * nodeCount));
  let node = 0;
  let reached = shares[0] / total;
  for (let i = 0; i < table.length; i++) {
    while (i / table.length >= reached && node < nodeCount - 1) reached += shares[++node] / total;
    table[i] = node;
  }
  return table;
}
