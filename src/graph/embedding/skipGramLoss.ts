import { Random } from '../../base/random';
import { drawNode } from '../../kernels/skipGram/tables';
import type { SkipGramPlan, Trainer } from '../../kernels/skipGram/types';

/** The mean loss over the pairs of walks; reaches and negatives are drawn as in training, but the same every time. */
export function meanLoss(
  { vectors, contexts, stride }: Trainer,
  { window, negative, seed, negatives }: SkipGramPlan,
  walks: readonly Int32Array[],
): number {
  const random = Random.of(seed, 'skip-gram, loss');
  let loss = 0;
  let pairs = 0;
  const negLogLikelihood = (input: number, output: number, sign: number) => {
    let dot = 0;
    for (let d = 0; d < stride; d++) dot += vectors[input * stride + d] * contexts[output * stride + d];
    return Math.log1p(Math.exp(-sign * dot));
  };
  for (const walk of walks) {
    const end = walk.indexOf(-1);
    const count = end < 0 ? walk.length : end;
    for (let i = 0; i < count; i++) {
      const reach = 1 + random.int(window);
      for (let j = Math.max(0, i - reach); j <= Math.min(count - 1, i + reach); j++) {
        if (j === i) continue;
        pairs++;
        loss += negLogLikelihood(walk[j], walk[i], 1);
        for (let k = 0; k < negative; k++) {
          const output = drawNode(negatives, random);
          if (output !== walk[i]) loss += negLogLikelihood(walk[j], output, -1);
        }
      }
    }
  }
  return loss / pairs;
}
