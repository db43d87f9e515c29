/**
 * Takes the effect of sampled negatives off probabilities, in place: keeping a share r of the negatives
 * multiplied the odds of a positive by 1/r (Elkan, IJCAI 2001), so they are multiplied by r again.
 */
export function correctPrior(probabilities: Float32Array, negativeRate: number): Float32Array {
  for (let i = 0; i < probabilities.length; i++) {
    const p = probabilities[i];
    probabilities[i] = (p * negativeRate) / (1 - p + p * negativeRate);
  }
  return probabilities;
}
