import { Random } from '../../base/random';
import { type Course, drawNode, type Trainer } from './skipgramCourse';

/** The mean loss over the pairs of walks, with reaches and negatives drawn as in training, the same ones every time. */
export function meanLoss(
  { vectors, contexts, width }: Trainer,
  { options, negatives }: Course,
  walks: Int32Array[],
): number {
  const { window, negative, seed } = options;
  const random = Random.of(seed, 'skip-gram, loss');
  let loss = 0;
  let pairs = 0;
  const surprise = (input: number, output: number, sign: number) => {
    let dot = 0;
    for (let d = 0; d < width; d++) dot += vectors[input * width + d] * contexts[output * width + d];
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
        loss += surprise(walk[j], walk[i], 1);
        for (let k = 0; k < negative; k++) {
          const output = drawNode(negatives, random);
          if (output !== walk[i]) loss += surprise(walk[j], output, -1);
        }
      }
    }
  }
  return loss / pairs;
}
