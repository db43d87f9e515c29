import { multiplyAdd } from './arithmetic';

/** Rows that share each load of a weight. */
export const ROWS: i32 = 4;

/** The rows of the block that is worked on, as offsets in rows. */
export let r0: usize = 0;
export let r1: usize = 0;
export let r2: usize = 0;
export let r3: usize = 0;

/** Sets the block to the four rows from `order[b]` on. */
// @ts-ignore: decorator
@inline
export function takeBlock(order: usize, b: i32): void {
  const at = order + ((<usize>b) << 2);
  r0 = <usize>load<i32>(at);
  r1 = <usize>load<i32>(at, 4);
  r2 = <usize>load<i32>(at, 8);
  r3 = <usize>load<i32>(at, 12);
}

// @ts-ignore: decorator
@inline
export function rowOf(r: i32): usize {
  return r < 2 ? (r == 0 ? r0 : r1) : r == 2 ? r2 : r3;
}

/** Whether any of the block's rows has a step at time t. */
// @ts-ignore: decorator
@inline
export function anyStep(mask: usize, T: i32, t: i32): bool {
  const stride = (<usize>T) << 2;
  const at = mask + ((<usize>t) << 2);
  return (
    load<f32>(at + r0 * stride) + load<f32>(at + r1 * stride) + load<f32>(at + r2 * stride) + load<f32>(at + r3 * stride) !=
    0
  );
}

/** Four rows of `inner` numbers side by side, [inner, 4], as `addProduct` reads them. */
export function interleave(s0: usize, s1: usize, s2: usize, s3: usize, inner: i32, to: usize): void {
  const end: usize = (<usize>inner) << 2;
  const fours: usize = end & ~15;
  let k: usize = 0;
  let o = to;
  while (k < fours) {
    const v0 = v128.load(s0 + k);
    const v1 = v128.load(s1 + k);
    const v2 = v128.load(s2 + k);
    const v3 = v128.load(s3 + k);
    const a = v128.shuffle<f32>(v0, v1, 0, 4, 1, 5);
    const b = v128.shuffle<f32>(v2, v3, 0, 4, 1, 5);
    const c = v128.shuffle<f32>(v0, v1, 2, 6, 3, 7);
    const d = v128.shuffle<f32>(v2, v3, 2, 6, 3, 7);
    v128.store(o, v128.shuffle<f32>(a, b, 0, 1, 4, 5));
    v128.store(o, v128.shuffle<f32>(a, b, 2, 3, 6, 7), 16);
    v128.store(o, v128.shuffle<f32>(c, d, 0, 1, 4, 5), 32);
    v128.store(o, v128.shuffle<f32>(c, d, 2, 3, 6, 7), 48);
    k += 16;
    o += 64;
  }
  while (k < end) {
    store<f32>(o, load<f32>(s0 + k));
    store<f32>(o, load<f32>(s1 + k), 4);
    store<f32>(o, load<f32>(s2 + k), 8);
    store<f32>(o, load<f32>(s3 + k), 12);
    k += 4;
    o += 16;
  }
}

/**
 * sums[r] += states[r] · weights for four rows: `inner` numbers times weights, into `outer` numbers at o0 … o3.
 * outer: a multiple of 8.
 * @param states [inner, 4], from `interleave`: few addresses to keep, so that all sums stay in registers
 * @param weights [outer / 8, inner, 8]: eight columns lie together, so that they are read one after the other
 */
export function addProduct(
  states: usize,
  weights: usize,
  inner: i32,
  outer: i32,
  o0: usize,
  o1: usize,
  o2: usize,
  o3: usize,
): void {
  const width: usize = (<usize>outer) << 2;
  const end = states + ((<usize>inner) << 4);
  let w = weights;
  for (let j: usize = 0; j < width; j += 32) {
    let a0 = v128.load(o0 + j);
    let b0 = v128.load(o0 + j, 16);
    let a1 = v128.load(o1 + j);
    let b1 = v128.load(o1 + j, 16);
    let a2 = v128.load(o2 + j);
    let b2 = v128.load(o2 + j, 16);
    let a3 = v128.load(o3 + j);
    let b3 = v128.load(o3 + j, 16);
    for (let s = states; s < end; s += 16) {
      const wa = v128.load(w);
      const wb = v128.load(w, 16);
      let x = v128.load32_splat(s);
      a0 = multiplyAdd(x, wa, a0);
      b0 = multiplyAdd(x, wb, b0);
      x = v128.load32_splat(s, 4);
      a1 = multiplyAdd(x, wa, a1);
      b1 = multiplyAdd(x, wb, b1);
      x = v128.load32_splat(s, 8);
      a2 = multiplyAdd(x, wa, a2);
      b2 = multiplyAdd(x, wb, b2);
      x = v128.load32_splat(s, 12);
      a3 = multiplyAdd(x, wa, a3);
      b3 = multiplyAdd(x, wb, b3);
      w += 32;
    }
    v128.store(o0 + j, a0);
    v128.store(o0 + j, b0, 16);
    v128.store(o1 + j, a1);
    v128.store(o1 + j, b1, 16);
    v128.store(o2 + j, a2);
    v128.store(o2 + j, b2, 16);
    v128.store(o3 + j, a3);
    v128.store(o3 + j, b3, 16);
  }
}

/**
 * dx, of `features` numbers, of the four rows that start x0 … x3 bytes behind dx, from their gates' gradients.
 * @param gates [inner, 4], from `interleave`
 * @param wt Wᵀ, [P / 8, inner, 8], as `addProduct` reads it, P the next multiple of 8 above `features`
 * @param scratch f32 [4, P]
 */
export function passToInputs(
  gates: usize,
  wt: usize,
  inner: i32,
  features: i32,
  scratch: usize,
  dx: usize,
  x0: usize,
  x1: usize,
  x2: usize,
  x3: usize,
): void {
  const outer = (features + 7) & ~7;
  const row: usize = (<usize>outer) << 2;
  const bytes: usize = (<usize>features) << 2;
  memory.fill(scratch, 0, 4 * row);
  addProduct(gates, wt, inner, outer, scratch, scratch + row, scratch + 2 * row, scratch + 3 * row);
  memory.copy(dx + x0, scratch, bytes);
  memory.copy(dx + x1, scratch + row, bytes);
  memory.copy(dx + x2, scratch + 2 * row, bytes);
  memory.copy(dx + x3, scratch + 3 * row, bytes);
}

/** Outer products that are summed together, so that their sum is read and written once for all of them. */
const CHUNK: i32 = 32;

/** Bytes of a list: the number of outer products, then the addresses of each one's state and gates. */
export const LIST: usize = 16 + (<usize>CHUNK) * 8;

/** Bytes of the gates' columns that `addOuters` packs. */
export const PANEL: usize = (<usize>CHUNK) * 32;

/** Adds statesᵀ gates of the four rows to the list; returns whether it is full, so that `addOuters` must come next. */
export function listOuters(
  list: usize,
  s0: usize,
  s1: usize,
  s2: usize,
  s3: usize,
  g0: usize,
  g1: usize,
  g2: usize,
  g3: usize,
): bool {
  const count = load<i32>(list);
  const at = list + 16 + ((<usize>count) << 3);
  store<i32>(at, <i32>s0);
  store<i32>(at, <i32>g0, 4);
  store<i32>(at, <i32>s1, 8);
  store<i32>(at, <i32>g1, 12);
  store<i32>(at, <i32>s2, 16);
  store<i32>(at, <i32>g2, 20);
  store<i32>(at, <i32>s3, 24);
  store<i32>(at, <i32>g3, 28);
  store<i32>(list, count + ROWS);
  return count + ROWS == CHUNK;
}

/**
 * out += Σ stateᵀ gates over the list, which it empties: states of `inner` numbers, gates of `outer`, out
 * [inner, outer]. outer: a multiple of 8.
 */
export function addOuters(list: usize, inner: i32, outer: i32, out: usize, panel: usize): void {
  const first = list + 16;
  const last = first + ((<usize>load<i32>(list)) << 3);
  store<i32>(list, 0);
  const width: usize = (<usize>outer) << 2;
  const end: usize = (<usize>inner) << 2;
  const fours: usize = end & ~15;
  for (let j: usize = 0; j < width; j += 32) {
    let g = panel;
    for (let entry = first; entry < last; entry += 8) {
      const gates = (<usize>load<i32>(entry, 4)) + j;
      v128.store(g, v128.load(gates));
      v128.store(g, v128.load(gates, 16), 16);
      g += 32;
    }
    let o0 = out + j;
    let k: usize = 0;
    while (k < fours) {
      const o1 = o0 + width;
      const o2 = o1 + width;
      const o3 = o2 + width;
      let a0 = v128.load(o0);
      let b0 = v128.load(o0, 16);
      let a1 = v128.load(o1);
      let b1 = v128.load(o1, 16);
      let a2 = v128.load(o2);
      let b2 = v128.load(o2, 16);
      let a3 = v128.load(o3);
      let b3 = v128.load(o3, 16);
      g = panel;
      for (let entry = first; entry < last; entry += 8) {
        const s = (<usize>load<i32>(entry)) + k;
        const ga = v128.load(g);
        const gb = v128.load(g, 16);
        let x = v128.load32_splat(s);
        a0 = multiplyAdd(x, ga, a0);
        b0 = multiplyAdd(x, gb, b0);
        x = v128.load32_splat(s, 4);
        a1 = multiplyAdd(x, ga, a1);
        b1 = multiplyAdd(x, gb, b1);
        x = v128.load32_splat(s, 8);
        a2 = multiplyAdd(x, ga, a2);
        b2 = multiplyAdd(x, gb, b2);
        x = v128.load32_splat(s, 12);
        a3 = multiplyAdd(x, ga, a3);
        b3 = multiplyAdd(x, gb, b3);
        g += 32;
      }
      v128.store(o0, a0);
      v128.store(o0, b0, 16);
      v128.store(o1, a1);
      v128.store(o1, b1, 16);
      v128.store(o2, a2);
      v128.store(o2, b2, 16);
      v128.store(o3, a3);
      v128.store(o3, b3, 16);
      o0 = o3 + width;
      k += 16;
    }
    while (k < end) {
      let a = v128.load(o0);
      let b = v128.load(o0, 16);
      g = panel;
      for (let entry = first; entry < last; entry += 8) {
        const x = v128.load32_splat((<usize>load<i32>(entry)) + k);
        a = multiplyAdd(x, v128.load(g), a);
        b = multiplyAdd(x, v128.load(g, 16), b);
        g += 32;
      }
      v128.store(o0, a);
      v128.store(o0, b, 16);
      o0 += width;
      k += 4;
    }
  }
}
