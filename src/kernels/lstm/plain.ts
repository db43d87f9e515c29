import { addProduct, passBack, sigmoid } from '../recurrent/plain';
import type { RecurrentGradients, RecurrentInputs } from '../recurrent/types';
import type { LstmTape } from './types';

/** The forward pass in plain TypeScript: the reference. */
export function forwardPlain({ x, mask, kernel, recurrent, bias, B, T, F, H }: RecurrentInputs): LstmTape {
  const hidden = new Float32Array(B * T * H);
  const cell = new Float32Array(B * T * H);
  const gates = new Float32Array(B * T * 4 * H);
  const sum = new Float32Array(4 * H);
  for (let b = 0; b < B; b++)
    for (let t = 0; t < T; t++) {
      const at = (b * T + t) * H;
      const before = at - H;
      if (mask[b * T + t] === 0) {
        if (t > 0) {
          hidden.copyWithin(at, before, at);
          cell.copyWithin(at, before, at);
        }
        continue;
      }
      const row = (b * T + t) * 4 * H;
      sum.set(bias);
      addProduct(sum, x, (b * T + t) * F, kernel, F);
      if (t > 0) addProduct(sum, hidden, before, recurrent, H);
      for (let j = 0; j < H; j++) {
        const i = sigmoid(sum[j]);
        const f = sigmoid(sum[H + j]);
        const g = Math.tanh(sum[2 * H + j]);
        const o = sigmoid(sum[3 * H + j]);
        gates[row + j] = i;
        gates[row + H + j] = f;
        gates[row + 2 * H + j] = g;
        gates[row + 3 * H + j] = o;
        const c = f * (t > 0 ? cell[before + j] : 0) + i * g;
        cell[at + j] = c;
        hidden[at + j] = o * Math.tanh(c);
      }
    }
  return { hidden, cell, gates };
}

/** The backward pass in plain TypeScript. @param dy [B, T, H] */
export function backwardPlain(
  dy: Float32Array,
  { hidden, cell, gates }: LstmTape,
  { x, mask, kernel, recurrent, B, T, F, H }: RecurrentInputs,
): RecurrentGradients {
  const dx = new Float32Array(B * T * F);
  const dKernel = new Float32Array(F * 4 * H);
  const dRecurrent = new Float32Array(H * 4 * H);
  const dBias = new Float32Array(4 * H);
  const dz = new Float32Array(4 * H);
  const dh = new Float32Array(H);
  const dc = new Float32Array(H);
  for (let b = 0; b < B; b++) {
    dh.fill(0);
    dc.fill(0);
    for (let t = T - 1; t >= 0; t--) {
      const at = (b * T + t) * H;
      const before = at - H;
      for (let j = 0; j < H; j++) dh[j] += dy[at + j];
      if (mask[b * T + t] === 0) continue;
      const row = (b * T + t) * 4 * H;
      for (let j = 0; j < H; j++) {
        const i = gates[row + j];
        const f = gates[row + H + j];
        const g = gates[row + 2 * H + j];
        const o = gates[row + 3 * H + j];
        const squashed = Math.tanh(cell[at + j]);
        const dCell = dc[j] + dh[j] * o * (1 - squashed * squashed);
        dz[j] = dCell * g * i * (1 - i);
        dz[H + j] = t > 0 ? dCell * cell[before + j] * f * (1 - f) : 0;
        dz[2 * H + j] = dCell * i * (1 - g * g);
        dz[3 * H + j] = dh[j] * squashed * o * (1 - o);
        dc[j] = dCell * f;
      }
      for (let j = 0; j < 4 * H; j++) dBias[j] += dz[j];
      const from = (b * T + t) * F;
      for (let k = 0; k < F; k++) dx[from + k] = passBack(dz, kernel, k, x[from + k], dKernel);
      for (let k = 0; k < H; k++) dh[k] = passBack(dz, recurrent, k, t > 0 ? hidden[before + k] : 0, dRecurrent);
    }
  }
  return [dx, dKernel, dRecurrent, dBias];
}
