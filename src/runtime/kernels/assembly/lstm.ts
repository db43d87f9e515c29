import { multiplyAdd } from './arithmetic';
import { sigmoid4, tanh4 } from './activations';

/** Rows that share each load of a weight. */
const ROWS: i32 = 4;

/**
 * sums[r, :] += states[r] · weights for four rows r: rows of `inner` numbers, `stateStride` bytes apart,
 * times weights [inner, outer] into rows of `outer` numbers, `sumStride` bytes apart. outer: a multiple of 8.
 */
// @ts-ignore: decorator
@inline
function addProduct(
  states: usize,
  stateStride: usize,
  weights: usize,
  inner: i32,
  outer: i32,
  sums: usize,
  sumStride: usize,
): void {
  const width: usize = (<usize>outer) << 2;
  const s1 = states + stateStride;
  const s2 = s1 + stateStride;
  const s3 = s2 + stateStride;
  for (let j: usize = 0; j < width; j += 32) {
    const o0 = sums + j;
    const o1 = o0 + sumStride;
    const o2 = o1 + sumStride;
    const o3 = o2 + sumStride;
    let a0 = v128.load(o0);
    let b0 = v128.load(o0, 16);
    let a1 = v128.load(o1);
    let b1 = v128.load(o1, 16);
    let a2 = v128.load(o2);
    let b2 = v128.load(o2, 16);
    let a3 = v128.load(o3);
    let b3 = v128.load(o3, 16);
    let w = weights + j;
    for (let k = 0; k < inner; k++) {
      const at = (<usize>k) << 2;
      const wa = v128.load(w);
      const wb = v128.load(w, 16);
      const x0 = v128.load32_splat(states + at);
      a0 = multiplyAdd(x0, wa, a0);
      b0 = multiplyAdd(x0, wb, b0);
      const x1 = v128.load32_splat(s1 + at);
      a1 = multiplyAdd(x1, wa, a1);
      b1 = multiplyAdd(x1, wb, b1);
      const x2 = v128.load32_splat(s2 + at);
      a2 = multiplyAdd(x2, wa, a2);
      b2 = multiplyAdd(x2, wb, b2);
      const x3 = v128.load32_splat(s3 + at);
      a3 = multiplyAdd(x3, wa, a3);
      b3 = multiplyAdd(x3, wb, b3);
      w += width;
    }
    v128.store(o0, a0);
    v128.store(o0, b0, 16);
    v128.store(o1, a1);
    v128.store(o1, b1, 16);
    v128.store(o2, a2);
    v128.store(o2, b2, 16);
    v128.store(o3, a3);
    v128.store(o3, b3, 16);
  }
}

/**
 * The forward pass. B is a multiple of 4, H of 8.
 * @param gates f32 [B, T, 4H]: x W + b on entry, the gates i, f, g, o after their activation on return
 * @param u f32 [H, 4H]
 * @param mask f32 [B, T]
 * @param hidden, cell f32 [B, T, H], written
 */
export function lstmForward(B: i32, T: i32, H: i32, gates: usize, u: usize, mask: usize, hidden: usize, cell: usize): void {
  const h: usize = (<usize>H) << 2;
  const stateStride: usize = <usize>T * h;
  const gateStride: usize = 4 * stateStride;
  for (let b = 0; b < B; b += ROWS)
    for (let t = 0; t < T; t++) {
      const state = <usize>b * stateStride + <usize>t * h;
      const gate = gates + 4 * state;
      if (t > 0) addProduct(hidden + state - h, stateStride, u, H, 4 * H, gate, gateStride);
      for (let r = 0; r < ROWS; r++) {
        const at = state + <usize>r * stateStride;
        const z = gate + <usize>r * gateStride;
        const step = load<f32>(mask + ((<usize>((b + r) * T + t)) << 2));
        if (step == 0) {
          for (let j: usize = 0; j < h; j += 16) {
            v128.store(hidden + at + j, t > 0 ? v128.load(hidden + at - h + j) : f32x4.splat(0));
            v128.store(cell + at + j, t > 0 ? v128.load(cell + at - h + j) : f32x4.splat(0));
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

/**
 * The backward pass. B is a multiple of 4, H of 8.
 * @param gates on entry what `lstmForward` left, on return the gradient of x W + b
 * @param transposed Uᵀ, f32 [4H, H]
 * @param dy f32 [B, T, H]
 * @param du f32 [H, 4H], written
 * @param dh, dc f32 [4, H], scratch
 */
export function lstmBackward(
  B: i32,
  T: i32,
  H: i32,
  gates: usize,
  transposed: usize,
  mask: usize,
  hidden: usize,
  cell: usize,
  dy: usize,
  du: usize,
  dh: usize,
  dc: usize,
): void {
  const h: usize = (<usize>H) << 2;
  const stateStride: usize = <usize>T * h;
  const gateStride: usize = 4 * stateStride;
  const zero = f32x4.splat(0);
  const one = f32x4.splat(1);
  memory.fill(du, 0, <usize>H * 4 * h);
  for (let b = 0; b < B; b += ROWS) {
    memory.fill(dh, 0, ROWS * h);
    memory.fill(dc, 0, ROWS * h);
    for (let t = T - 1; t >= 0; t--) {
      const state = <usize>b * stateStride + <usize>t * h;
      const gate = gates + 4 * state;
      for (let r = 0; r < ROWS; r++) {
        const at = state + <usize>r * stateStride;
        const z = gate + <usize>r * gateStride;
        const dhr = dh + <usize>r * h;
        const dcr = dc + <usize>r * h;
        const step = load<f32>(mask + ((<usize>((b + r) * T + t)) << 2));
        for (let j: usize = 0; j < h; j += 16) {
          const dH = f32x4.add(v128.load(dhr + j), v128.load(dy + at + j));
          if (step == 0) {
            // The state passed through: its gradient waits for the step before, the gates have none.
            v128.store(dhr + j, dH);
            v128.store(z + j, zero);
            v128.store(z + h + j, zero);
            v128.store(z + 2 * h + j, zero);
            v128.store(z + 3 * h + j, zero);
            continue;
          }
          const i = v128.load(z + j);
          const f = v128.load(z + h + j);
          const g = v128.load(z + 2 * h + j);
          const o = v128.load(z + 3 * h + j);
          const squashed = tanh4(v128.load(cell + at + j));
          const dC = multiplyAdd(f32x4.mul(dH, o), f32x4.sub(one, f32x4.mul(squashed, squashed)), v128.load(dcr + j));
          const before = t > 0 ? v128.load(cell + at - h + j) : zero;
          v128.store(z + j, f32x4.mul(f32x4.mul(dC, g), f32x4.mul(i, f32x4.sub(one, i))));
          v128.store(z + h + j, f32x4.mul(f32x4.mul(dC, before), f32x4.mul(f, f32x4.sub(one, f))));
          v128.store(z + 2 * h + j, f32x4.mul(f32x4.mul(dC, i), f32x4.sub(one, f32x4.mul(g, g))));
          v128.store(z + 3 * h + j, f32x4.mul(f32x4.mul(dH, squashed), f32x4.mul(o, f32x4.sub(one, o))));
          v128.store(dcr + j, f32x4.mul(dC, f));
          v128.store(dhr + j, zero);
        }
      }
      addProduct(gate, gateStride, transposed, 4 * H, H, dh, h);
      if (t > 0) addOuter(hidden + state - h, stateStride, gate, gateStride, H, du);
    }
  }
}

/** du += Σ_r states[r]ᵀ gates[r] over four rows: [H, 4H]. */
// @ts-ignore: decorator
@inline
function addOuter(states: usize, stateStride: usize, gates: usize, gateStride: usize, H: i32, du: usize): void {
  const width: usize = (<usize>H) << 4;
  for (let k: usize = 0; k < <usize>H; k++) {
    const x0 = v128.load32_splat(states + (k << 2));
    const x1 = v128.load32_splat(states + stateStride + (k << 2));
    const x2 = v128.load32_splat(states + 2 * stateStride + (k << 2));
    const x3 = v128.load32_splat(states + 3 * stateStride + (k << 2));
    const out = du + k * width;
    for (let j: usize = 0; j < width; j += 16) {
      const g = gates + j;
      let sum = v128.load(out + j);
      sum = multiplyAdd(x0, v128.load(g), sum);
      sum = multiplyAdd(x1, v128.load(g + gateStride), sum);
      sum = multiplyAdd(x2, v128.load(g + 2 * gateStride), sum);
      sum = multiplyAdd(x3, v128.load(g + 3 * gateStride), sum);
      v128.store(out + j, sum);
    }
  }
}
