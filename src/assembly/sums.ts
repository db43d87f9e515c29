/**
 * sums[j] = Σ_i x[i, j] in double precision, four rows together, over x f32 [rows, width] row-major; y f32 [width] gets
 * them rounded. sums: f64 [width], scratch.
 */
export function sumRows(rows: i32, width: i32, x: usize, sums: usize, y: usize): void {
  const stride: usize = (<usize>width) << 2;
  memory.fill(sums, 0, stride << 1);
  let i = 0;
  for (; i + 4 <= rows; i += 4) {
    const r0 = x + <usize>i * stride;
    const r1 = r0 + stride;
    const r2 = r1 + stride;
    const r3 = r2 + stride;
    let d: usize = 0;
    for (; d + 8 <= stride; d += 8) {
      const sum = f64x2.add(
        f64x2.add(twoDoubles(r0 + d), twoDoubles(r1 + d)),
        f64x2.add(twoDoubles(r2 + d), twoDoubles(r3 + d)),
      );
      const at = sums + (d << 1);
      v128.store(at, f64x2.add(v128.load(at), sum));
    }
    for (; d < stride; d += 4) {
      const sum = <f64>load<f32>(r0 + d) + <f64>load<f32>(r1 + d) + (<f64>load<f32>(r2 + d) + <f64>load<f32>(r3 + d));
      const at = sums + (d << 1);
      store<f64>(at, load<f64>(at) + sum);
    }
  }
  for (; i < rows; i++) {
    const row = x + <usize>i * stride;
    for (let d: usize = 0; d < stride; d += 4) {
      const at = sums + (d << 1);
      store<f64>(at, load<f64>(at) + <f64>load<f32>(row + d));
    }
  }
  for (let d: usize = 0; d < stride; d += 4) store<f32>(y + d, <f32>load<f64>(sums + (d << 1)));
}

// @ts-ignore: decorator
@inline
function twoDoubles(at: usize): v128 {
  return f64x2.promote_low_f32x4(v128.load64_zero(at));
}
