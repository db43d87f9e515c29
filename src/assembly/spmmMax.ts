/**
 * Rows `first … end − 1` of y = max_j x_j by columns, over the entries (i, j) of row i, and in argmax the j
 * that holds it, the first of equals; 0 and −1 in a row without entries.
 * Pointers to: offsets i32 [rows + 1], columns i32 [nnz], x f32 [columns, width], y f32 and argmax i32 [rows, width].
 */
export function spmmMax(
  first: i32,
  end: i32,
  width: i32,
  offsets: usize,
  columns: usize,
  x: usize,
  y: usize,
  argmax: usize,
): void {
  const stride: usize = (<usize>width) << 2;
  for (let i = first; i < end; i++) {
    const from = <usize>load<i32>(offsets + ((<usize>i) << 2));
    const to = <usize>load<i32>(offsets + ((<usize>i) << 2), 4);
    const out = y + <usize>i * stride;
    const argmaxRow = argmax + <usize>i * stride;
    if (from == to) {
      memory.fill(out, 0, stride);
      memory.fill(argmaxRow, 0xff, stride);
      continue;
    }
    const sender = load<i32>(columns + (from << 2));
    const row = x + <usize>sender * stride;
    let d: usize = 0;
    for (; d + 64 <= stride; d += 64) {
      let a0 = v128.load(row + d);
      let a1 = v128.load(row + d, 16);
      let a2 = v128.load(row + d, 32);
      let a3 = v128.load(row + d, 48);
      let w0 = i32x4.splat(sender);
      let w1 = w0;
      let w2 = w0;
      let w3 = w0;
      for (let e = from + 1; e < to; e++) {
        const j = load<i32>(columns + (e << 2));
        const other = x + <usize>j * stride + d;
        const index = i32x4.splat(j);
        const b0 = v128.load(other);
        const b1 = v128.load(other, 16);
        const b2 = v128.load(other, 32);
        const b3 = v128.load(other, 48);
        w0 = v128.bitselect(index, w0, f32x4.gt(b0, a0));
        w1 = v128.bitselect(index, w1, f32x4.gt(b1, a1));
        w2 = v128.bitselect(index, w2, f32x4.gt(b2, a2));
        w3 = v128.bitselect(index, w3, f32x4.gt(b3, a3));
        a0 = f32x4.max(a0, b0);
        a1 = f32x4.max(a1, b1);
        a2 = f32x4.max(a2, b2);
        a3 = f32x4.max(a3, b3);
      }
      v128.store(out + d, a0);
      v128.store(out + d, a1, 16);
      v128.store(out + d, a2, 32);
      v128.store(out + d, a3, 48);
      v128.store(argmaxRow + d, w0);
      v128.store(argmaxRow + d, w1, 16);
      v128.store(argmaxRow + d, w2, 32);
      v128.store(argmaxRow + d, w3, 48);
    }
    for (; d + 16 <= stride; d += 16) {
      let a0 = v128.load(row + d);
      let w0 = i32x4.splat(sender);
      for (let e = from + 1; e < to; e++) {
        const j = load<i32>(columns + (e << 2));
        const b0 = v128.load(x + <usize>j * stride + d);
        w0 = v128.bitselect(i32x4.splat(j), w0, f32x4.gt(b0, a0));
        a0 = f32x4.max(a0, b0);
      }
      v128.store(out + d, a0);
      v128.store(argmaxRow + d, w0);
    }
    for (; d < stride; d += 4) {
      let highest = load<f32>(row + d);
      let best = sender;
      for (let e = from + 1; e < to; e++) {
        const j = load<i32>(columns + (e << 2));
        const other = load<f32>(x + <usize>j * stride + d);
        if (other > highest) best = j;
        highest = max<f32>(highest, other);
      }
      store<f32>(out + d, highest);
      store<i32>(argmaxRow + d, best);
    }
  }
}

/**
 * The gradient by x of columns `first … end − 1`: each dy is added to the row of its argmax. dx, all 0 before, has the shape
 * of x; other threads have other columns.
 */
export function spmmMaxBack(first: i32, end: i32, rows: i32, width: i32, argmax: usize, dy: usize, dx: usize): void {
  for (let i = 0; i < rows; i++) {
    const row = <usize>(i * width) << 2;
    // A row without entries has no maximum in any column.
    if (load<i32>(argmax + row) < 0) continue;
    for (let d = <usize>first << 2; d < <usize>end << 2; d += 4) {
      const at = dx + ((<usize>(load<i32>(argmax + row + d) * width) << 2) + d);
      store<f32>(at, load<f32>(at) + load<f32>(dy + row + d));
    }
  }
}
