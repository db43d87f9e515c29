/**
 * Adds a tree's leaf values to scores, as `TreeScorer` lays it out: a row's leaf is the one bit that is left
 * when the masks of its bins, one a feature of the tree, are and-ed.
 * Pointers to: bins u8 [columns, stride], stride a multiple of 4; features i32 [width]; masks u32 [width, 256];
 * steps f64 [33], entry 32 − clz of a leaf's bit, 0 where none is left; scores f64 [rows]; scratch u32 [BLOCK].
 */
export function addTree(
  rows: i32,
  bins: usize,
  stride: i32,
  features: usize,
  width: i32,
  masks: usize,
  steps: usize,
  scores: usize,
  scratch: usize,
): void {
  for (let from = 0; from < rows; from += BLOCK) {
    const count = min(BLOCK, rows - from);
    for (let at = 0; at < count; at += 4) v128.store(scratch + (<usize>at << 2), i32x4.splat(-1));
    for (let f = 0; f < width; f++) {
      const column = bins + <usize>load<i32>(features + (<usize>f << 2)) * <usize>stride + <usize>from;
      const mask = masks + (<usize>f << 10);
      for (let at = 0; at < count; at += 4) {
        const four = load<u32>(column + <usize>at);
        const left = scratch + (<usize>at << 2);
        store<u32>(left, load<u32>(left) & load<u32>(mask + (<usize>(four & 255) << 2)));
        store<u32>(left, load<u32>(left, 4) & load<u32>(mask + (<usize>((four >> 8) & 255) << 2)), 4);
        store<u32>(left, load<u32>(left, 8) & load<u32>(mask + (<usize>((four >> 16) & 255) << 2)), 8);
        store<u32>(left, load<u32>(left, 12) & load<u32>(mask + (<usize>(four >> 24) << 2)), 12);
      }
    }
    for (let i = 0; i < count; i++) {
      const leaf = 32 - clz<u32>(load<u32>(scratch + (<usize>i << 2)));
      const score = scores + (<usize>(from + i) << 3);
      store<f64>(score, load<f64>(score) + load<f64>(steps + (<usize>leaf << 3)));
    }
  }
}

/** Rows whose masks stay in the fastest cache. */
const BLOCK: i32 = 2048;
