import { prefetchRows } from './prefetch';
import { multiplyAdd } from './arithmetic';

/**
 * Rows `first … end − 1` of y = A x for a CSR matrix A and row-major x [columns, width], y [rows, width].
 * Pointers to: offsets i32 [rows + 1], columns i32 [nnz], values f32 [nnz], x, y f32.
 * @param prefetch whether to load rows of x into the cache before they are used
 */
export function spmm(
  first: i32,
  end: i32,
  width: i32,
  offsets: usize,
  columns: usize,
  values: usize,
  x: usize,
  y: usize,
  prefetch: bool,
): void {
  const stride: usize = (<usize>width) << 2;
  const last = load<i32>(offsets + ((<usize>end) << 2));
  let fetched: i32 = prefetch ? 0 : last;
  for (let i = first; i < end; i++) {
    const from = load<i32>(offsets + ((<usize>i) << 2));
    const to = load<i32>(offsets + ((<usize>(i + 1)) << 2));
    while (fetched < to) fetched = prefetchRows(columns, max(fetched, from), last, x, stride);
    const out = y + <usize>i * stride;
    let d: usize = 0;
    for (; d + 128 <= stride; d += 128) {
      let a0 = f32x4.splat(0);
      let a1 = a0;
      let a2 = a0;
      let a3 = a0;
      let a4 = a0;
      let a5 = a0;
      let a6 = a0;
      let a7 = a0;
      for (let e = from; e < to; e++) {
        const at = (<usize>e) << 2;
        const w = f32x4.splat(load<f32>(values + at));
        const row = x + <usize>load<i32>(columns + at) * stride + d;
        a0 = multiplyAdd(w, v128.load(row), a0);
        a1 = multiplyAdd(w, v128.load(row, 16), a1);
        a2 = multiplyAdd(w, v128.load(row, 32), a2);
        a3 = multiplyAdd(w, v128.load(row, 48), a3);
        a4 = multiplyAdd(w, v128.load(row, 64), a4);
        a5 = multiplyAdd(w, v128.load(row, 80), a5);
        a6 = multiplyAdd(w, v128.load(row, 96), a6);
        a7 = multiplyAdd(w, v128.load(row, 112), a7);
      }
      v128.store(out + d, a0);
      v128.store(out + d, a1, 16);
      v128.store(out + d, a2, 32);
      v128.store(out + d, a3, 48);
      v128.store(out + d, a4, 64);
      v128.store(out + d, a5, 80);
      v128.store(out + d, a6, 96);
      v128.store(out + d, a7, 112);
    }
    for (; d + 16 <= stride; d += 16) {
      let sum = f32x4.splat(0);
      for (let e = from; e < to; e++) {
        const at = (<usize>e) << 2;
        const row = x + <usize>load<i32>(columns + at) * stride + d;
        sum = multiplyAdd(f32x4.splat(load<f32>(values + at)), v128.load(row), sum);
      }
      v128.store(out + d, sum);
    }
    for (; d < stride; d += 4) {
      let sum: f32 = 0;
      for (let e = from; e < to; e++) {
        const at = (<usize>e) << 2;
        sum += load<f32>(values + at) * load<f32>(x + <usize>load<i32>(columns + at) * stride + d);
      }
      store<f32>(out + d, sum);
    }
  }
}
