/**
 * Puts each value in the first of 256 bins whose upper boundary is at least the value, NaN in the last one.
 * Pointers to: values f32, `stride` of them from one to the next; boundaries f64 [256], ascending, infinite behind
 * the last; bins u8 [count].
 */
export function binValues(values: usize, stride: usize, count: i32, boundaries: usize, bins: usize): void {
  for (let i = 0; i < count; i++) {
    const value = <f64>load<f32>(values);
    values += stride << 2;
    // Eight steps without a branch, whose guess would be wrong every other time.
    let low: usize = 0;
    for (let half: usize = 128; half > 0; half >>= 1)
      low += select<usize>(half, 0, load<f64>(boundaries + ((low + half - 1) << 3)) < value);
    store<u8>(bins + <usize>i, <u8>select<usize>(low, 255, value == value));
  }
}
