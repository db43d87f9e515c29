import { type AdamArrays, type AdamRates, clipFactor } from './types';

/** The step in plain TypeScript: the reference. */
export function adamPlain({ weights, gradients, first, second }: AdamArrays, rates: AdamRates, t: number): void {
  const { learningRate, beta1, beta2, epsilon } = rates;
  let squares = 0;
  for (const gradient of gradients) squares += gradient * gradient;
  const scale = clipFactor(squares, rates);
  const [correct1, correct2] = [1 / (1 - beta1 ** t), 1 / (1 - beta2 ** t)];
  for (let i = 0; i < weights.length; i++) {
    const gradient = scale * gradients[i];
    first[i] = beta1 * first[i] + (1 - beta1) * gradient;
    second[i] = beta2 * second[i] + (1 - beta2) * gradient * gradient;
    weights[i] -= (learningRate * correct1 * first[i]) / (Math.sqrt(correct2 * second[i]) + epsilon);
  }
}
