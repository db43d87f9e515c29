import { Random } from '../../base/random';
import { drawNode, initialise, LOGISTIC_RANGE, LOGISTIC_STEPS, logisticTable } from './tables';
import type { SkipGramPlan, Trainer } from './types';

/** Skip-gram in plain TypeScript: the reference. */
export function plainTrainer(plan: SkipGramPlan): Trainer {
  const { dimensions: D, window, negative, sharedNegatives, learningRate, seed } = plan;
  const { length, nodeCount, total, negatives, keep } = plan;
  const random = Random.of(seed, 'skip-gram');
  const vectors = new Float32Array(nodeCount * D);
  initialise(vectors, D, D, random);
  const contexts = new Float32Array(nodeCount * D);
  const logistic = logisticTable();
  const walk = new Int32Array(length);
  const outputs = new Int32Array(negative + 1);
  const steps = new Float32Array(negative + 1);
  const input = new Float32Array(D);
  return { vectors, contexts, stride: D, train };

  function train(walks: Int32Array, first: number): void {
    for (let w = 0; w < walks.length / length; w++) {
      const rate = learningRate * Math.max(1e-4, 1 - (first + w) / total);
      const count = subsample(walks.subarray(w * length, (w + 1) * length));
      for (let i = 0; i < count; i++) {
        const reach = 1 + random.int(window);
        let outputCount = 0;
        for (let j = Math.max(0, i - reach); j <= Math.min(count - 1, i + reach); j++) {
          if (j === i) continue;
          if (!sharedNegatives || outputCount === 0) outputCount = drawOutputs(walk[i]);
          sgdStep(walk[j] * D, outputCount, rate);
        }
      }
    }
  }

  /** Copies the nodes that are kept to `walk`; returns their number. */
  function subsample(nodes: Int32Array): number {
    let count = 0;
    for (let i = 0; i < length && nodes[i] >= 0; i++) {
      if (keep && Math.fround(random.bits()) / 2 ** 32 > keep[nodes[i]]) continue;
      walk[count++] = nodes[i];
    }
    return count;
  }

  /** Sets the outputs: the centre and its negatives; returns their number. */
  function drawOutputs(centre: number): number {
    let count = 0;
    outputs[count++] = centre * D;
    for (let k = 0; k < negative; k++) {
      const output = drawNode(negatives, random);
      if (output !== centre) outputs[count++] = output * D;
    }
    return count;
  }

  /** A gradient step for one context and its outputs; all changes are computed before any is made. */
  function sgdStep(from: number, outputCount: number, rate: number): void {
    for (let k = 0; k < outputCount; k++) {
      let dot = 0;
      for (let d = 0; d < D; d++) dot += vectors[from + d] * contexts[outputs[k] + d];
      const clipped = Math.max(-LOGISTIC_RANGE, Math.min(LOGISTIC_RANGE, dot));
      const p = logistic[Math.round((clipped / LOGISTIC_RANGE + 1) * (LOGISTIC_STEPS / 2))];
      steps[k] = rate * ((k === 0 ? 1 : 0) - p);
    }
    input.set(vectors.subarray(from, from + D));
    for (let k = 0; k < outputCount; k++)
      for (let d = 0; d < D; d++) {
        vectors[from + d] += steps[k] * contexts[outputs[k] + d];
        contexts[outputs[k] + d] += steps[k] * input[d];
      }
  }
}
