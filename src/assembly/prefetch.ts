/** Bytes of a cache line. */
const LINE: usize = 64;

/** Lines that are loaded together: more than a core waits for at a time, few enough to fit its reorder window. */
const LINES: usize = 96;

/**
 * Loads one number of each cache line of the rows columns[e …] of x, and returns the entry after the last of them. These
 * loads wait for memory together; in a product they would wait row by row, since the arithmetic in between fills the
 * processor's reorder window. The numbers are not used, but compilers keep the loads, since a load may trap.
 * @param stride bytes per row
 * @param last the entry after the last one
 */
export function prefetchRows(columns: usize, e: i32, last: i32, x: usize, stride: usize): i32 {
  const rows = <i32>max<usize>(LINES * LINE / max<usize>(stride, LINE), 2);
  const end = min<i32>(e + rows, last);
  for (; e < end; e++) {
    const row = x + <usize>load<i32>(columns + ((<usize>e) << 2)) * stride;
    let d: usize = 0;
    for (; d + 4 * LINE <= stride; d += 4 * LINE) {
      load<i32>(row + d);
      load<i32>(row + d, 64);
      load<i32>(row + d, 128);
      load<i32>(row + d, 192);
    }
    for (; d < stride; d += LINE) load<i32>(row + d);
  }
  return end;
}
