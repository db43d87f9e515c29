import { sigmoid4, tanh4 } from './activations';
import { multiplyAdd } from './arithmetic';
import {
  addOuters,
  addProduct,
  anyStep,
  interleave,
  LIST,
  listOuters,
  PANEL,
  passToInputs,
  ROWS,
  r0,
  r1,
  r2,
  r3,
  rowOf,
  takeBlock,
} from './recurrent';

/**
 * The forward pass over rows `order[first], …`, four at a time, every `step`-th row of `order`. H: a multiple of 8.
 * A step's parts stand in the order n, r, z, m, where m = h U_n + c_n: the input's product takes the first three,
 * the state's the last three.
 * @param x f32 [rows, T, F]
 * @param mask f32 [rows, T]
 * @param order i32 [B], B a multiple of 4: rows with the same number of steps are neighbours, so that blocks without
 *   any are skipped
 * @param w W_n, W_r, W_z, f32 [3H / 8, F, 8], and u: U_r, U_z, U_n, f32 [3H / 8, H, 8]: eight columns lie together
 * @param bias f32 [4H]: b_n, b_r + c_r, b_z + c_z, c_n
 * @param parts f32 [rows, T, 4H]: n, r, z after their activation and m, written
 * @param hidden f32 [rows, T, H], written
 * @param scratch f32 [4, max(F, H)]
 */
export function gruForward(
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
  parts: usize,
  hidden: usize,
  scratch: usize,
): void {
  const f: usize = (<usize>F) << 2;
  const h: usize = (<usize>H) << 2;
  const steps = <usize>T;
  const one = f32x4.splat(1);
  for (let b = first; b < B; b += step) {
    takeBlock(order, b);
    for (let t = 0; t < T; t++) {
      const time = <usize>t;
      if (anyStep(mask, T, t)) {
        const p0 = parts + (r0 * steps + time) * 4 * h;
        const p1 = parts + (r1 * steps + time) * 4 * h;
        const p2 = parts + (r2 * steps + time) * 4 * h;
        const p3 = parts + (r3 * steps + time) * 4 * h;
        memory.copy(p0, bias, 4 * h);
        memory.copy(p1, bias, 4 * h);
        memory.copy(p2, bias, 4 * h);
        memory.copy(p3, bias, 4 * h);
        const x0 = x + (r0 * steps + time) * f;
        const x1 = x + (r1 * steps + time) * f;
        const x2 = x + (r2 * steps + time) * f;
        const x3 = x + (r3 * steps + time) * f;
        interleave(x0, x1, x2, x3, F, scratch);
        addProduct(scratch, w, F, 3 * H, p0, p1, p2, p3);
        if (t > 0) {
          const h0 = hidden + (r0 * steps + time - 1) * h;
          const h1 = hidden + (r1 * steps + time - 1) * h;
          const h2 = hidden + (r2 * steps + time - 1) * h;
          const h3 = hidden + (r3 * steps + time - 1) * h;
          interleave(h0, h1, h2, h3, H, scratch);
          addProduct(scratch, u, H, 3 * H, p0 + h, p1 + h, p2 + h, p3 + h);
        }
      }
      for (let row = 0; row < ROWS; row++) {
        const place = rowOf(row) * steps + time;
        const at = place * h;
        const p = parts + 4 * at;
        if (load<f32>(mask + (place << 2)) == 0) {
          if (t > 0) memory.copy(hidden + at, hidden + at - h, h);
          else memory.fill(hidden + at, 0, h);
          continue;
        }
        for (let j: usize = 0; j < h; j += 16) {
          const r = sigmoid4(v128.load(p + h + j));
          const z = sigmoid4(v128.load(p + 2 * h + j));
          const n = tanh4(multiplyAdd(r, v128.load(p + 3 * h + j), v128.load(p + j)));
          v128.store(p + j, n);
          v128.store(p + h + j, r);
          v128.store(p + 2 * h + j, z);
          let state = f32x4.mul(f32x4.sub(one, z), n);
          if (t > 0) state = multiplyAdd(z, v128.load(hidden + at - h + j), state);
          v128.store(hidden + at + j, state);
        }
      }
    }
  }
}

/**
 * The backward pass over the rows that `gruForward` took with the same arguments.
 * @param parts what `gruForward` left; overwritten
 * @param wt Wᵀ, f32 [P / 8, 3H, 8], P the next multiple of 8 above F, zeros behind F
 * @param ut Uᵀ, f32 [H / 8, 3H, 8]
 * @param dy f32 [rows, T, H]
 * @param dx f32 [rows, T, F], zeros on entry; 0 if it is not needed
 * @param dw f32 [F, 3H] in the order n, r, z, du f32 [H, 3H], dbias f32 [4H]: added to
 * @param scratch f32 [4, H + P], two lists, a panel, f32 [4, 4H]
 */
export function gruBackward(
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
  parts: usize,
  hidden: usize,
  dy: usize,
  dx: usize,
  dw: usize,
  du: usize,
  dbias: usize,
  scratch: usize,
): void {
  const f: usize = (<usize>F) << 2;
  const h: usize = (<usize>H) << 2;
  const P = (F + 7) & ~7;
  const p: usize = (<usize>P) << 2;
  const dh = scratch;
  const dxs = dh + 4 * h;
  const states = dxs + 4 * p;
  const inputs = states + LIST;
  const panel = inputs + LIST;
  const interleaved = panel + PANEL;
  store<i32>(states, 0);
  store<i32>(inputs, 0);
  const zero = f32x4.splat(0);
  const one = f32x4.splat(1);
  const steps = <usize>T;
  for (let b = first; b < B; b += step) {
    takeBlock(order, b);
    memory.fill(dh, 0, 4 * h);
    for (let t = T - 1; t >= 0; t--) {
      const time = <usize>t;
      const any = anyStep(mask, T, t);
      for (let row = 0; row < ROWS; row++) {
        const place = rowOf(row) * steps + time;
        const at = place * h;
        const part = parts + 4 * at;
        const dhr = dh + <usize>row * h;
        if (load<f32>(mask + (place << 2)) == 0) {
          // The state was carried over: its gradient goes to the step before, the parts have none.
          for (let j: usize = 0; j < h; j += 16)
            v128.store(dhr + j, f32x4.add(v128.load(dhr + j), v128.load(dy + at + j)));
          if (any) memory.fill(part, 0, 4 * h);
          continue;
        }
        for (let j: usize = 0; j < h; j += 16) {
          const dH = f32x4.add(v128.load(dhr + j), v128.load(dy + at + j));
          const n = v128.load(part + j);
          const r = v128.load(part + h + j);
          const z = v128.load(part + 2 * h + j);
          const m = v128.load(part + 3 * h + j);
          const before = t > 0 ? v128.load(hidden + at - h + j) : zero;
          const dn = f32x4.mul(f32x4.mul(dH, f32x4.sub(one, z)), f32x4.sub(one, f32x4.mul(n, n)));
          v128.store(part + j, dn);
          v128.store(part + h + j, f32x4.mul(f32x4.mul(dn, m), f32x4.mul(r, f32x4.sub(one, r))));
          v128.store(
            part + 2 * h + j,
            f32x4.mul(f32x4.mul(dH, f32x4.sub(before, n)), f32x4.mul(z, f32x4.sub(one, z))),
          );
          v128.store(part + 3 * h + j, f32x4.mul(dn, r));
          v128.store(dhr + j, f32x4.mul(dH, z));
        }
      }
      if (!any) continue;
      const p0 = parts + (r0 * steps + time) * 4 * h;
      const p1 = parts + (r1 * steps + time) * 4 * h;
      const p2 = parts + (r2 * steps + time) * 4 * h;
      const p3 = parts + (r3 * steps + time) * 4 * h;
      interleave(p0, p1, p2, p3, 4 * H, interleaved);
      if (t > 0) {
        addProduct(interleaved + 4 * h, ut, 3 * H, H, dh, dh + h, dh + 2 * h, dh + 3 * h);
        const h0 = hidden + (r0 * steps + time - 1) * h;
        const h1 = hidden + (r1 * steps + time - 1) * h;
        const h2 = hidden + (r2 * steps + time - 1) * h;
        const h3 = hidden + (r3 * steps + time - 1) * h;
        if (listOuters(states, h0, h1, h2, h3, p0 + h, p1 + h, p2 + h, p3 + h)) addOuters(states, H, 3 * H, du, panel);
      }
      const x0 = (r0 * steps + time) * f;
      const x1 = (r1 * steps + time) * f;
      const x2 = (r2 * steps + time) * f;
      const x3 = (r3 * steps + time) * f;
      if (listOuters(inputs, x + x0, x + x1, x + x2, x + x3, p0, p1, p2, p3)) addOuters(inputs, F, 3 * H, dw, panel);
      for (let j: usize = 0; j < 4 * h; j += 16) {
        const pair = f32x4.add(v128.load(p0 + j), v128.load(p1 + j));
        const other = f32x4.add(v128.load(p2 + j), v128.load(p3 + j));
        v128.store(dbias + j, f32x4.add(v128.load(dbias + j), f32x4.add(pair, other)));
      }
      if (dx) passToInputs(interleaved, wt, 3 * H, F, dxs, dx, x0, x1, x2, x3);
    }
  }
  addOuters(states, H, 3 * H, du, panel);
  addOuters(inputs, F, 3 * H, dw, panel);
}
