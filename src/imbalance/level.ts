const ITERATIONS = 60;

/**
 * The level that logits z of which only the order counts lack: the shift b at which as many positives are expected as there
 * are,
 *
 *   Σ w σ(z + b) = Σ w y
 *
 * @param weight 1 each if omitted
 */
export function fitLevel(logits: Float32Array, label: Uint8Array, weight?: Float32Array): number {
  const w = (i: number) => (weight ? weight[i] : 1);
  let wanted = 0;
  label.forEach((y, i) => {
    wanted += w(i) * y;
  });
  // Bisection: the sum rises with b, and beyond these bounds all are as good as 0 or 1.
  let low = -logits.reduce((most, z) => Math.max(most, z), Number.NEGATIVE_INFINITY) - BEYOND;
  let high = -logits.reduce((least, z) => Math.min(least, z), Number.POSITIVE_INFINITY) + BEYOND;
  for (let iteration = 0; iteration < ITERATIONS; iteration++) {
    const shift = (low + high) / 2;
    let expected = 0;
    for (let i = 0; i < logits.length; i++) expected += w(i) / (1 + Math.exp(-logits[i] - shift));
    if (expected < wanted) low = shift;
    else high = shift;
  }
  return (low + high) / 2;
}

/** A probability this far out is below one in 10¹³. */
const BEYOND = 30;
