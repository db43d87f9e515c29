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
 * @param x f32 [rows, T, F]
 * @param mask f32 [rows, T]
 * @param order i32 [B], B a multiple of 4: rows with the same number of steps are neighbours, so that blocks without
 *   any are skipped
 * @param w W, f32 [4H / 8, F, 8], and u: U, f32 [4H / 8, H, 8]: eight columns lie together
 * @param bias f32 [4H]
 * @param gates f32 [rows, T, 4H]: the gates i, f, g, o after their activation, written
 * @param hidden, cell f32 [rows, T, H], written
 * @param scratch f32 [4, max(F, H)]
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
  scratch: usize,
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
        interleave(x0, x1, x2, x3, F, scratch);
        addProduct(scratch, w, F, 4 * H, g0, g1, g2, g3);
        if (t > 0) {
          const h0 = hidden + (r0 * steps + time - 1) * h;
          const h1 = hidden + (r1 * steps + time - 1) * h;
          const h2 = hidden + (r2 * steps + time - 1) * h;
          const h3 = hidden + (r3 * steps + time - 1) * h;
          interleave(h0, h1, h2, h3, H, scratch);
          addProduct(scratch, u, H, 4 * H, g0, g1, g2, g3);
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
 * @param wt Wᵀ, f32 [P / 8, 4H, 8], P the next multiple of 8 above F, zeros behind F
 * @param ut Uᵀ, f32 [H / 8, 4H, 8]
 * @param dy f32 [rows, T, H]
 * @param dx f32 [rows, T, F], zeros on entry; 0 if it is not needed
 * @param dw f32 [F, 4H], du f32 [H, 4H], db f32 [4H]: added to
 * @param scratch f32 [4, 2H + P], two lists, a panel, f32 [4, 4H]
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
          // The state was carried over: its gradient goes to the step before, the gates have none.
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
      interleave(g0, g1, g2, g3, 4 * H, interleaved);
      if (t > 0) {
        addProduct(interleaved, ut, 4 * H, H, dh, dh + h, dh + 2 * h, dh + 3 * h);
        const h0 = hidden + (r0 * steps + time - 1) * h;
        const h1 = hidden + (r1 * steps + time - 1) * h;
        const h2 = hidden + (r2 * steps + time - 1) * h;
        const h3 = hidden + (r3 * steps + time - 1) * h;
        if (listOuters(states, h0, h1, h2, h3, g0, g1, g2, g3)) addOuters(states, H, 4 * H, du, panel);
      }
      const x0 = (r0 * steps + time) * f;
      const x1 = (r1 * steps + time) * f;
      const x2 = (r2 * steps + time) * f;
      const x3 = (r3 * steps + time) * f;
      if (listOuters(inputs, x + x0, x + x1, x + x2, x + x3, g0, g1, g2, g3)) addOuters(inputs, F, 4 * H, dw, panel);
      for (let j: usize = 0; j < 4 * h; j += 16) {
        const pair = f32x4.add(v128.load(g0 + j), v128.load(g1 + j));
        const other = f32x4.add(v128.load(g2 + j), v128.load(g3 + j));
        v128.store(db + j, f32x4.add(v128.load(db + j), f32x4.add(pair, other)));
      }
      if (dx) passToInputs(interleaved, wt, 4 * H, F, dxs, dx, x0, x1, x2, x3);
    }
  }
  addOuters(states, H, 4 * H, du, panel);
  addOuters(inputs, F, 4 * H, dw, panel);
}
