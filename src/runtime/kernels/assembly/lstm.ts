import { sigmoid4, tanh4 } from './activations';
import { multiplyAdd } from './arithmetic';

/** Rows that share each load of a weight. */
const ROWS: i32 = 4;

/** The rows of the block that is worked on, as offsets in rows. */
let r0: usize = 0;
let r1: usize = 0;
let r2: usize = 0;
let r3: usize = 0;

/** Takes up the four rows from b on. */
// @ts-ignore: decorator
@inline
function takeBlock(order: usize, b: i32): void {
  const at = order + ((<usize>b) << 2);
  r0 = <usize>load<i32>(at);
  r1 = <usize>load<i32>(at, 4);
  r2 = <usize>load<i32>(at, 8);
  r3 = <usize>load<i32>(at, 12);
}

// @ts-ignore: decorator
@inline
function rowOf(r: i32): usize {
  return r < 2 ? (r == 0 ? r0 : r1) : r == 2 ? r2 : r3;
}

/** Whether any of the block's rows has a step at time t. */
// @ts-ignore: decorator
@inline
function anyStep(mask: usize, T: i32, t: i32): bool {
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
function addProduct(
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

/** out += Σ_r states[r]ᵀ gates[r] over four rows: `inner` numbers at s0 … s3, 4H at g0 … g3, out [inner, 4H]. */
// @ts-ignore: decorator
@inline
function addOuter(
  s0: usize,
  s1: usize,
  s2: usize,
  s3: usize,
  inner: i32,
  g0: usize,
  g1: usize,
  g2: usize,
  g3: usize,
  H: i32,
  out: usize,
): void {
  const width: usize = (<usize>H) << 4;
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

/**
 * The forward pass over rows `order[first], …`, four at a time, every `step`-th row of `order`. H: a multiple of 8.
 * @param x f32 [rows, T, F]
 * @param mask f32 [rows, T]
 * @param order i32 [B], B a multiple of 4: rows with equally many steps stand together, so that blocks without any
 *   are passed over
 * @param w f32 [F, 4H]
 * @param u f32 [H, 4H]
 * @param bias f32 [4H]
 * @param gates f32 [rows, T, 4H]: the gates i, f, g, o after their activation, written
 * @param hidden, cell f32 [rows, T, H], written
 */
export function lstmForward(
  first: i32,
  step: i32,
  B: i32,
  T: i32,
  F: i32,
  H: i32,
  x: usize,
  mask: usize,
  order: usize,
  w: usize,
  u: usize,
  bias: usize,
  gates: usize,
  hidden: usize,
  cell: usize,
): void {
  const f: usize = (<usize>F) << 2;
  const h: usize = (<usize>H) << 2;
  for (let b = first; b < B; b += step) {
    takeBlock(order, b);
    for (let t = 0; t < T; t++) {
      const time = <usize>t;
      const steps = <usize>T;
      const any = anyStep(mask, T, t);
      if (any) {
        const g0 = gates + (r0 * steps + time) * 4 * h;
        const g1 = gates + (r1 * steps + time) * 4 * h;
        const g2 = gates + (r2 * steps + time) * 4 * h;
        const g3 = gates + (r3 * steps + time) * 4 * h;
        memory.copy(g0, bias, 4 * h);
        memory.copy(g1, bias, 4 * h);
        memory.copy(g2, bias, 4 * h);
        memory.copy(g3, bias, 4 * h);
        const x0 = x + (r0 * steps + time) * f;
        const x1 = x + (r1 * steps + time) * f;
        const x2 = x + (r2 * steps + time) * f;
        const x3 = x + (r3 * steps + time) * f;
        addProduct(x0, x1, x2, x3, w, F, 4 * H, g0, g1, g2, g3);
        if (t > 0) {
          const h0 = hidden + (r0 * steps + time - 1) * h;
          const h1 = hidden + (r1 * steps + time - 1) * h;
          const h2 = hidden + (r2 * steps + time - 1) * h;
          const h3 = hidden + (r3 * steps + time - 1) * h;
          addProduct(h0, h1, h2, h3, u, H, 4 * H, g0, g1, g2, g3);
        }
      }
      for (let r = 0; r < ROWS; r++) {
        const place = rowOf(r) * steps + time;
        const at = place * h;
        const z = gates + 4 * at;
        if (load<f32>(mask + (place << 2)) == 0) {
          if (t > 0) {
            memory.copy(hidden + at, hidden + at - h, h);
            memory.copy(cell + at, cell + at - h, h);
          } else {
            memory.fill(hidden + at, 0, h);
            memory.fill(cell + at, 0, h);
          }
          continue;
        }
        for (let j: usize = 0; j < h; j += 16) {
          const i = sigmoid4(v128.load(z + j));
          const f = sigmoid4(v128.load(z + h + j));
          const g = tanh4(v128.load(z + 2 * h + j));
          const o = sigmoid4(v128.load(z + 3 * h + j));
          v128.store(z + j, i);
          v128.store(z + h + j, f);
          v128.store(z + 2 * h + j, g);
          v128.store(z + 3 * h + j, o);
          let c = f32x4.mul(i, g);
          if (t > 0) c = multiplyAdd(f, v128.load(cell + at - h + j), c);
          v128.store(cell + at + j, c);
          v128.store(hidden + at + j, f32x4.mul(o, tanh4(c)));
        }
      }
    }
  }
}

/**
 * The backward pass over the rows that `lstmForward` took with the same arguments.
 * @param gates what `lstmForward` left; overwritten
 * @param wt Wᵀ, f32 [4H, P], P the next multiple of 8 above F, zeros behind F
 * @param ut Uᵀ, f32 [4H, H]
 * @param dy f32 [rows, T, H]
 * @param dx f32 [rows, T, F], zeros on entry
 * @param dw f32 [F, 4H], du f32 [H, 4H], db f32 [4H]: added to
 * @param scratch f32 [4, 2H + P]
 */
export function lstmBackward(
  first: i32,
  step: i32,
  B: i32,
  T: i32,
  F: i32,
  H: i32,
  x: usize,
  mask: usize,
  order: usize,
  wt: usize,
  ut: usize,
  gates: usize,
  hidden: usize,
  cell: usize,
  dy: usize,
  dx: usize,
  dw: usize,
  du: usize,
  db: usize,
  scratch: usize,
): void {
  const f: usize = (<usize>F) << 2;
  const h: usize = (<usize>H) << 2;
  const P = (F + 7) & ~7;
  const p: usize = (<usize>P) << 2;
  const dh = scratch;
  const dc = dh + 4 * h;
  const dxs = dc + 4 * h;
  const zero = f32x4.splat(0);
  const one = f32x4.splat(1);
  const steps = <usize>T;
  for (let b = first; b < B; b += step) {
    takeBlock(order, b);
    memory.fill(scratch, 0, 8 * h);
    for (let t = T - 1; t >= 0; t--) {
      const time = <usize>t;
      const any = anyStep(mask, T, t);
      for (let r = 0; r < ROWS; r++) {
        const place = rowOf(r) * steps + time;
        const at = place * h;
        const z = gates + 4 * at;
        const dhr = dh + <usize>r * h;
        const dcr = dc + <usize>r * h;
        if (load<f32>(mask + (place << 2)) == 0) {
          // The state passed through: its gradient waits for the step before, the gates have none.
          for (let j: usize = 0; j < h; j += 16)
            v128.store(dhr + j, f32x4.add(v128.load(dhr + j), v128.load(dy + at + j)));
          if (any) memory.fill(z, 0, 4 * h);
          continue;
        }
        for (let j: usize = 0; j < h; j += 16) {
          const dH = f32x4.add(v128.load(dhr + j), v128.load(dy + at + j));
          const i = v128.load(z + j);
          const f = v128.load(z + h + j);
          const g = v128.load(z + 2 * h + j);
          const o = v128.load(z + 3 * h + j);
          const squashed = tanh4(v128.load(cell + at + j));
          const dC = multiplyAdd(
            f32x4.mul(dH, o),
            f32x4.sub(one, f32x4.mul(squashed, squashed)),
            v128.load(dcr + j),
          );
          const before = t > 0 ? v128.load(cell + at - h + j) : zero;
          v128.store(z + j, f32x4.mul(f32x4.mul(dC, g), f32x4.mul(i, f32x4.sub(one, i))));
          v128.store(z + h + j, f32x4.mul(f32x4.mul(dC, before), f32x4.mul(f, f32x4.sub(one, f))));
          v128.store(z + 2 * h + j, f32x4.mul(f32x4.mul(dC, i), f32x4.sub(one, f32x4.mul(g, g))));
          v128.store(z + 3 * h + j, f32x4.mul(f32x4.mul(dH, squashed), f32x4.mul(o, f32x4.sub(one, o))));
          v128.store(dcr + j, f32x4.mul(dC, f));
          v128.store(dhr + j, zero);
        }
      }
      if (!any) continue;
      const g0 = gates + (r0 * steps + time) * 4 * h;
      const g1 = gates + (r1 * steps + time) * 4 * h;
      const g2 = gates + (r2 * steps + time) * 4 * h;
      const g3 = gates + (r3 * steps + time) * 4 * h;
      addProduct(g0, g1, g2, g3, ut, 4 * H, H, dh, dh + h, dh + 2 * h, dh + 3 * h);
      if (t > 0) {
        const h0 = hidden + (r0 * steps + time - 1) * h;
        const h1 = hidden + (r1 * steps + time - 1) * h;
        const h2 = hidden + (r2 * steps + time - 1) * h;
        const h3 = hidden + (r3 * steps + time - 1) * h;
        addOuter(h0, h1, h2, h3, H, g0, g1, g2, g3, H, du);
      }
      const x0 = (r0 * steps + time) * f;
      const x1 = (r1 * steps + time) * f;
      const x2 = (r2 * steps + time) * f;
      const x3 = (r3 * steps + time) * f;
      addOuter(x + x0, x + x1, x + x2, x + x3, F, g0, g1, g2, g3, H, dw);
      for (let j: usize = 0; j < 4 * h; j += 16) {
        const pair = f32x4.add(v128.load(g0 + j), v128.load(g1 + j));
        const other = f32x4.add(v128.load(g2 + j), v128.load(g3 + j));
        v128.store(db + j, f32x4.add(v128.load(db + j), f32x4.add(pair, other)));
      }
      memory.fill(dxs, 0, 4 * p);
      addProduct(g0, g1, g2, g3, wt, 4 * H, P, dxs, dxs + p, dxs + 2 * p, dxs + 3 * p);
      memory.copy(dx + x0, dxs, f);
      memory.copy(dx + x1, dxs + p, f);
      memory.copy(dx + x2, dxs + 2 * p, f);
      memory.copy(dx + x3, dxs + 3 * p, f);
    }
  }
}
