/** A processor's cache takes in so many bytes at once. */
const LINE: usize = 64;

/** Lines that are asked for together: more than a core waits for at a time, few enough to fit its window. */
const LINES: usize = 96;

/**
 * Reads one number of each line of the rows columns[e …] of x, and returns the entry behind the last of them. Rows
 * that are then worked on lie in the cache: the loads of a batch wait for memory together, where those of a product
 * with its rows would wait one row after the other, since the arithmetic between fills the processor's window. What is
 * read is not used; compilers leave the loads in, since one could fail.
 * @param stride bytes a row
 * @param last the entry behind the last one there is
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
