import { Random } from '../base/random';
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
  const { dimensions: D, window, negative, epochs, learningRate, seed } = options;
  const random = Random.of(seed, 'skip-gram');
  const vectors = Float32Array.from({ length: nodeCount * D }, () => (random.next() - 0.5) / D);
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

/** Nodes, each as often as count^¾ asks for, in about a million places. */
function negativeTable(walks: Walks, nodeCount: number): Int32Array {
  const counts = new Float64Array(nodeCount);
  for (const node of walks.nodes) if (node >= 0) counts[node]++;
  const shares = counts.map((count) => count ** 0.75);
  const total = shares.reduce((sum, share) => sum + share, 0);
  const table = new Int32Array(1 << 20);
  let node = 0;
  let reached = shares[0] / total;
  for (let i = 0; i < table.length; i++) {
    while (i / table.length >= reached && node < nodeCount - 1) reached += shares[++node] / total;
    table[i] = node;
  }
  return table;
}
