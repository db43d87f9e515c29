/**
 * Sums gradients, hessians and rows by bin: histogram[feature][bin] = (Σg, Σh, count, 0) in f64, for each
 * feature given; its bins are overwritten.
 * Pointers to: bins u8 [columns, tableRows]; rows i32 [count]; derivatives f32 [count, 2], the rows' gradients
 * and hessians; features i32 [width]; histogram f64 [columns, 256, 4].
 */
export function sumByBin(
  bins: usize,
  tableRows: i32,
  rows: usize,
  derivatives: usize,
  count: i32,
  features: usize,
  width: i32,
  histogram: usize,
): void {
  const one = f64x2.replace_lane(f64x2.splat(0), 0, 1);
  const end = rows + (<usize>count << 2);
  for (let f = 0; f < width; f++) {
    const feature = <usize>load<i32>(features + (<usize>f << 2));
    const column = bins + feature * <usize>tableRows;
    const sums = histogram + (feature << 13);
    memory.fill(sums, 0, 8192);
    let derivative = derivatives;
    for (let row = rows; row < end; row += 4) {
      const at = sums + (<usize>load<u8>(column + <usize>load<i32>(row)) << 5);
      const pair = f64x2.promote_low_f32x4(v128.load64_zero(derivative));
      v128.store(at, f64x2.add(v128.load(at), pair));
      v128.store(at, f64x2.add(v128.load(at, 16), one), 16);
      derivative += 8;
    }
  }
}
