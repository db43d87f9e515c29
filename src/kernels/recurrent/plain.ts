/** sum += state · weights, for a state of `inner` numbers that begins at `from`. */
export function addProduct(
  sum: Float32Array,
  state: Float32Array,
  from: number,
  weights: Float32Array,
  inner: number,
): void {
  for (let k = 0; k < inner; k++) {
    const value = state[from + k];
    const row = k * sum.length;
    for (let j = 0; j < sum.length; j++) sum[j] += value * weights[row + j];
  }
}

/** Returns the gradient by the state's k-th number, and adds the gradient by the weights' k-th row to dWeights. */
export function passBack(
  dz: Float32Array,
  weights: Float32Array,
  k: number,
  state: number,
  dWeights: Float32Array,
): number {
  const row = k * dz.length;
  let sum = 0;
  for (let j = 0; j < dz.length; j++) {
    sum += dz[j] * weights[row + j];
    dWeights[row + j] += dz[j] * state;
  }
  return sum;
}

export function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x));
}
