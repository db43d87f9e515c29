import * as tf from '@tensorflow/tfjs-core';

/** What an LSTM leaves: the hidden state after every step [B, T, H] and after the last one [B, H]. */
export interface LstmOutput {
  readonly sequence: tf.Tensor3D;
  readonly last: tf.Tensor2D;
}

/**
 * A whole LSTM layer as one operation with its gradient (backpropagation through time):
 *
 *   i, f, o = σ(x_t W + h U + b),  g = tanh(x_t W + h U + b),  c' = f ∘ c + i ∘ g,  h' = o ∘ tanh(c')
 *
 * with the gates i, f, g, o in this order along the columns, as Keras has them. Where the mask is 0 the
 * state is carried over unchanged. States start at 0.
 *
 * @param x [B, T, F]
 * @param mask 0 or 1, [B, T]
 * @param kernel W, [F, 4H]
 * @param recurrent U, [H, 4H]
 * @param bias b, [4H]
 */
export function lstm(
  x: tf.Tensor3D,
  mask: tf.Tensor2D,
  kernel: tf.Tensor2D,
  recurrent: tf.Tensor2D,
  bias: tf.Tensor1D,
): LstmOutput {
  const [B, T, F] = x.shape;
  const H = recurrent.shape[0];
  if (kernel.shape[0] !== F || kernel.shape[1] !== 4 * H || recurrent.shape[1] !== 4 * H || bias.shape[0] !== 4 * H)
    throw new Error(
      `weights [${kernel.shape}], [${recurrent.shape}], [${bias.shape}] do not fit inputs [${x.shape}]: expected [${F}, 4H], [H, 4H], [4H]`,
    );
  const steps = mask.dataSync() as Float32Array;
  // The products with W need no state: one large product for all steps, with the engine's own gradient.
  const projected = tf.add(tf.matMul(tf.reshape(x, [B * T, F]), kernel), bias) as tf.Tensor2D;
  const op = tf.customGrad((...args) => {
    const [z, u] = args as [tf.Tensor, tf.Tensor];
    const weights = u.dataSync() as Float32Array;
    const tape = forward(z.dataSync() as Float32Array, weights, steps, B, T, H);
    return {
      value: tf.tensor3d(tape.hidden, [B, T, H]),
      gradFunc: (dy: tf.Tensor) => {
        const { dz, du } = backward(dy.dataSync() as Float32Array, weights, steps, tape, B, T, H);
        return [tf.tensor2d(dz, [B * T, 4 * H]), tf.tensor2d(du, [H, 4 * H])];
      },
    };
  });
  const sequence = op(projected, recurrent) as tf.Tensor3D;
  return { sequence, last: tf.reshape(tf.slice(sequence, [0, T - 1, 0], [B, 1, H]), [B, H]) };
}

/** What the forward pass keeps for the backward pass. */
interface Tape {
  /** Hidden and cell state after each step, [B, T, H]. */
  readonly hidden: Float32Array;
  readonly cell: Float32Array;
  /** Gates after their activation, [B, T, 4H]. */
  readonly gates: Float32Array;
}

function forward(z: Float32Array, u: Float32Array, mask: Float32Array, B: number, T: number, H: number): Tape {
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
      for (let j = 0; j < 4 * H; j++) sum[j] = z[row + j];
      if (t > 0)
        for (let k = 0; k < H; k++) {
          const h = hidden[before + k];
          if (h === 0) continue;
          const from = k * 4 * H;
          for (let j = 0; j < 4 * H; j++) sum[j] += h * u[from + j];
        }
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

function backward(
  dy: Float32Array,
  u: Float32Array,
  mask: Float32Array,
  { hidden, cell, gates }: Tape,
  B: number,
  T: number,
  H: number,
): { dz: Float32Array; du: Float32Array } {
  const dz = new Float32Array(B * T * 4 * H);
  const du = new Float32Array(H * 4 * H);
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
        dz[row + j] = dCell * g * i * (1 - i);
        dz[row + H + j] = t > 0 ? dCell * cell[before + j] * f * (1 - f) : 0;
        dz[row + 2 * H + j] = dCell * i * (1 - g * g);
        dz[row + 3 * H + j] = dh[j] * squashed * o * (1 - o);
        dc[j] = dCell * f;
      }
      for (let k = 0; k < H; k++) {
        const from = k * 4 * H;
        const h = t > 0 ? hidden[before + k] : 0;
        let sum = 0;
        for (let j = 0; j < 4 * H; j++) {
          const d = dz[row + j];
          sum += d * u[from + j];
          du[from + j] += d * h;
        }
        dh[k] = sum;
      }
    }
  }
  return { dz, du };
}

function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x));
}
