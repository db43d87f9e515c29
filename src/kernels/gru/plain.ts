import { addProduct, passBack, sigmoid } from '../recurrent/plain';
import type { RecurrentGradients } from '../recurrent/types';
import type { GruInputs, GruTape } from './types';

/** The forward pass in plain TypeScript: the reference. */
export function forwardPlain({ x, mask, kernel, recurrent, bias, recurrentBias, B, T, F, H }: GruInputs): GruTape {
  const hidden = new Float32Array(B * T * H);
  const parts = new Float32Array(B * T * 4 * H);
  const ofInput = new Float32Array(3 * H);
  const ofState = new Float32Array(3 * H);
  for (let b = 0; b < B; b++)
    for (let t = 0; t < T; t++) {
      const at = (b * T + t) * H;
      const before = at - H;
      if (mask[b * T + t] === 0) {
        if (t > 0) hidden.copyWithin(at, before, at);
        continue;
      }
      ofInput.set(bias);
      addProduct(ofInput, x, (b * T + t) * F, kernel, F);
      ofState.set(recurrentBias);
      if (t > 0) addProduct(ofState, hidden, before, recurrent, H);
      const row = 4 * at;
      for (let j = 0; j < H; j++) {
        const r = sigmoid(ofInput[j] + ofState[j]);
        const z = sigmoid(ofInput[H + j] + ofState[H + j]);
        const m = ofState[2 * H + j];
        const n = Math.tanh(ofInput[2 * H + j] + r * m);
        parts[row + j] = n;
        parts[row + H + j] = r;
        parts[row + 2 * H + j] = z;
        parts[row + 3 * H + j] = m;
        hidden[at + j] = (1 - z) * n + z * (t > 0 ? hidden[before + j] : 0);
      }
    }
  return { hidden, parts };
}

/** The backward pass in plain TypeScript. @param dy [B, T, H] */
export function backwardPlain(
  dy: Float32Array,
  { hidden, parts }: GruTape,
  { x, mask, kernel, recurrent, B, T, F, H }: GruInputs,
): RecurrentGradients {
  const dx = new Float32Array(B * T * F);
  const dKernel = new Float32Array(F * 3 * H);
  const dRecurrent = new Float32Array(H * 3 * H);
  const dBias = new Float32Array(3 * H);
  const dRecurrentBias = new Float32Array(3 * H);
  const dInput = new Float32Array(3 * H);
  const dState = new Float32Array(3 * H);
  const dh = new Float32Array(H);
  for (let b = 0; b < B; b++) {
    dh.fill(0);
    for (let t = T - 1; t >= 0; t--) {
      const at = (b * T + t) * H;
      const before = at - H;
      for (let j = 0; j < H; j++) dh[j] += dy[at + j];
      if (mask[b * T + t] === 0) continue;
      const row = 4 * at;
      for (let j = 0; j < H; j++) {
        const n = parts[row + j];
        const r = parts[row + H + j];
        const z = parts[row + 2 * H + j];
        const m = parts[row + 3 * H + j];
        const dn = dh[j] * (1 - z) * (1 - n * n);
        dInput[j] = dn * m * r * (1 - r);
        dInput[H + j] = dh[j] * ((t > 0 ? hidden[before + j] : 0) - n) * z * (1 - z);
        dInput[2 * H + j] = dn;
        dState[2 * H + j] = dn * r;
        dh[j] *= z;
      }
      dState.set(dInput.subarray(0, 2 * H));
      for (let j = 0; j < 3 * H; j++) {
        dBias[j] += dInput[j];
        dRecurrentBias[j] += dState[j];
      }
      const from = (b * T + t) * F;
      for (let k = 0; k < F; k++) dx[from + k] = passBack(dInput, kernel, k, x[from + k], dKernel);
      for (let k = 0; k < H; k++) dh[k] += passBack(dState, recurrent, k, t > 0 ? hidden[before + k] : 0, dRecurrent);
    }
  }
  return [dx, dKernel, dRecurrent, dBias, dRecurrentBias];
}
