import { multiplyAdd } from './arithmetic';

/** Rows that share each load of a weight. */
export const ROWS: i32 = 4;

/** The rows of the block that is worked on, as offsets in rows. */
export let r0: usize = 0;
export let r1: usize = 0;
export let r2: usize = 0;
export let r3: usize = 0;

/** Takes up the four rows from b on. */
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

/**
 * sums[r, :] += states[r] · weights for four rows: states of `inner` numbers at s0 … s3, times weights
 * [inner, outer], into `outer` numbers at o0 … o3. outer: a multiple of 8.
 */
// @ts-ignore: decorator
@inline
export function addProduct(
  s0: usize,
  s1: usize,
  s2: usize,
  s3: usize,
  weights: usize,
  inner: i32,
  outer: i32,
  o0: usize,
  o1: usize,
  o2: usize,
  o3: usize,
): void {
  const width: usize = (<usize>outer) << 2;
  const end: usize = (<usize>inner) << 2;
  for (let j: usize = 0; j < width; j += 32) {
    let a0 = v128.load(o0 + j);
    let b0 = v128.load(o0 + j, 16);
    let a1 = v128.load(o1 + j);
    let b1 = v128.load(o1 + j, 16);
    let a2 = v128.load(o2 + j);
    let b2 = v128.load(o2 + j, 16);
    let a3 = v128.load(o3 + j);
    let b3 = v128.load(o3 + j, 16);
    let w = weights + j;
    for (let k: usize = 0; k < end; k += 4) {
      const wa = v128.load(w);
      const wb = v128.load(w, 16);
      const x0 = v128.load32_splat(s0 + k);
      a0 = multiplyAdd(x0, wa, a0);
      b0 = multiplyAdd(x0, wb, b0);
      const x1 = v128.load32_splat(s1 + k);
      a1 = multiplyAdd(x1, wa, a1);
      b1 = multiplyAdd(x1, wb, b1);
      const x2 = v128.load32_splat(s2 + k);
      a2 = multiplyAdd(x2, wa, a2);
      b2 = multiplyAdd(x2, wb, b2);
      const x3 = v128.load32_splat(s3 + k);
      a3 = multiplyAdd(x3, wa, a3);
      b3 = multiplyAdd(x3, wb, b3);
      w += width;
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
 * out += Σ_r states[r]ᵀ gates[r] over four rows: `inner` numbers at s0 … s3, `outer` at g0 … g3, out [inner, outer].
 * outer: a multiple of 4.
 */
// @ts-ignore: decorator
@inline
export function addOuter(
  s0: usize,
  s1: usize,
  s2: usize,
  s3: usize,
  inner: i32,
  g0: usize,
  g1: usize,
  g2: usize,
  g3: usize,
  outer: i32,
  out: usize,
): void {
  const width: usize = (<usize>outer) << 2;
  const end: usize = (<usize>inner) << 2;
  for (let k: usize = 0; k < end; k += 4) {
    const x0 = v128.load32_splat(s0 + k);
    const x1 = v128.load32_splat(s1 + k);
    const x2 = v128.load32_splat(s2 + k);
    const x3 = v128.load32_splat(s3 + k);
    for (let j: usize = 0; j < width; j += 16) {
      let sum = v128.load(out + j);
      sum = multiplyAdd(x0, v128.load(g0 + j), sum);
      sum = multiplyAdd(x1, v128.load(g1 + j), sum);
      sum = multiplyAdd(x2, v128.load(g2 + j), sum);
      sum = multiplyAdd(x3, v128.load(g3 + j), sum);
      v128.store(out + j, sum);
    }
    out += width;
  }
}
