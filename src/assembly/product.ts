import { multiplyAdd } from './arithmetic';

/** Numbers that are summed up in one go: four rows of so many and as many packed rows fit the nearest cache. */
const DEPTH: i32 = 128;

/** Columns whose packed numbers stay in the second cache. */
const WIDTH: i32 = 128;

/** Bytes of `scratch`: packed columns, and a row of a tile that is cut off. */
export function productScratch(): usize {
  return ((<usize>(DEPTH * WIDTH)) << 2) + 32;
}

/**
 * y = a b, with y [m, n] row-major and any strides (in bytes) for a [m, inner] and b [inner, n], so that transposed
 * matrices are read where they are. All f32; y must not overlap the others.
 *
 * Blocks as in Goto and van de Geijn, ACM TOMS 2008: columns of b are packed eight by eight, then tiles of four rows
 * by eight columns are summed up in registers. Loops end where they meet their end: it may lie beyond the last address.
 */
export function product(
  m: i32,
  inner: i32,
  n: i32,
  a: usize,
  aRow: usize,
  aStep: usize,
  b: usize,
  bStep: usize,
  bColumn: usize,
  y: usize,
  scratch: usize,
): void {
  const yRow: usize = (<usize>n) << 2;
  if (inner == 0) memory.fill(y, 0, <usize>m * yRow);
  for (let j = 0; j < n; j += WIDTH) {
    const width = min(WIDTH, n - j);
    for (let k = 0; k < inner; k += DEPTH) {
      const depth = min(DEPTH, inner - k);
      pack(b + <usize>k * bStep + <usize>j * bColumn, bStep, bColumn, depth, width, scratch);
      const rows = a + <usize>k * aStep;
      const to = y + ((<usize>j) << 2);
      let i = 0;
      for (; i + 4 <= m; i += 4)
        multiplyFour(rows + <usize>i * aRow, aRow, aStep, depth, width, k > 0, to + <usize>i * yRow, yRow, scratch);
      for (; i < m; i++)
        multiplyOne(rows + <usize>i * aRow, aStep, depth, width, k > 0, to + <usize>i * yRow, scratch);
    }
  }
}

/** [depth, width] → [width / 8, depth, 8], filled up with 0. */
function pack(b: usize, step: usize, column: usize, depth: i32, width: i32, to: usize): void {
  for (let j = 0; j < width; j += 8) {
    const there = min(8, width - j);
    const end = b + <usize>depth * step;
    if (there == 8 && column == 4) {
      for (let row = b; row != end; row += step) {
        v128.store(to, v128.load(row));
        v128.store(to, v128.load(row, 16), 16);
        to += 32;
      }
    } else {
      for (let row = b; row != end; row += step) {
        for (let c = 0; c < 8; c++)
          store<f32>(to + ((<usize>c) << 2), c < there ? load<f32>(row + <usize>c * column) : 0);
        to += 32;
      }
    }
    b += column << 3;
  }
}

/** Four rows of y from four of a and all packed columns; `adds` to what y holds. */
function multiplyFour(
  a: usize,
  row: usize,
  step: usize,
  depth: i32,
  width: i32,
  adds: bool,
  y: usize,
  yRow: usize,
  packed: usize,
): void {
  const cut = packed + productScratch() - 32;
  const end = a + <usize>depth * step;
  let w = packed;
  for (let j = 0; j < width; j += 8) {
    let a0 = f32x4.splat(0);
    let b0 = a0;
    let a1 = a0;
    let b1 = a0;
    let a2 = a0;
    let b2 = a0;
    let a3 = a0;
    let b3 = a0;
    for (let s = a; s != end; s += step) {
      const wa = v128.load(w);
      const wb = v128.load(w, 16);
      let x = v128.load32_splat(s);
      a0 = multiplyAdd(x, wa, a0);
      b0 = multiplyAdd(x, wb, b0);
      x = v128.load32_splat(s + row);
      a1 = multiplyAdd(x, wa, a1);
      b1 = multiplyAdd(x, wb, b1);
      x = v128.load32_splat(s + 2 * row);
      a2 = multiplyAdd(x, wa, a2);
      b2 = multiplyAdd(x, wb, b2);
      x = v128.load32_splat(s + 3 * row);
      a3 = multiplyAdd(x, wa, a3);
      b3 = multiplyAdd(x, wb, b3);
      w += 32;
    }
    const there = width - j;
    put(y, a0, b0, there, adds, cut);
    put(y + yRow, a1, b1, there, adds, cut);
    put(y + 2 * yRow, a2, b2, there, adds, cut);
    put(y + 3 * yRow, a3, b3, there, adds, cut);
    y += 32;
  }
}

/** The same for one row. */
function multiplyOne(a: usize, step: usize, depth: i32, width: i32, adds: bool, y: usize, packed: usize): void {
  const cut = packed + productScratch() - 32;
  const end = a + <usize>depth * step;
  let w = packed;
  for (let j = 0; j < width; j += 8) {
    let sa = f32x4.splat(0);
    let sb = sa;
    for (let s = a; s != end; s += step) {
      const x = v128.load32_splat(s);
      sa = multiplyAdd(x, v128.load(w), sa);
      sb = multiplyAdd(x, v128.load(w, 16), sb);
      w += 32;
    }
    put(y, sa, sb, width - j, adds, cut);
    y += 32;
  }
}

/** Writes eight sums, or as many of them as are `there`, or adds them to what stands there. */
// @ts-ignore: decorator
@inline
function put(y: usize, a: v128, b: v128, there: i32, adds: bool, cut: usize): void {
  if (there >= 8) {
    v128.store(y, adds ? f32x4.add(v128.load(y), a) : a);
    v128.store(y, adds ? f32x4.add(v128.load(y, 16), b) : b, 16);
    return;
  }
  v128.store(cut, a);
  v128.store(cut, b, 16);
  for (let at: usize = 0; at < (<usize>there) << 2; at += 4)
    store<f32>(y + at, load<f32>(cut + at) + (adds ? load<f32>(y + at) : 0));
}
