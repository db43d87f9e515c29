/**
 * Takes the effect of another class balance in training off probabilities, in place: where training multiplied the odds
 * of a positive by exp(shift), they are divided by that again (Elkan, IJCAI 2001).
 * @param shift by how much training raised the log-odds: keeping a share r of the negatives, −log r
 */
export function correctPrior(probabilities: Float32Array, shift: number): Float32Array {
  const factor = Math.exp(-shift);
  for (let i = 0; i < probabilities.length; i++) {
    const p = probabilities[i];
    probabilities[i] = (p * factor) / (1 - p + p * factor);
  }
  return probabilities;
}
