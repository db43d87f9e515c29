import type { Csr } from '../../base/csr';
import type { AttentionGradient, AttentionInputs, AttentionTape } from './types';

/** LeakyReLU's slope below 0, as in the GAT paper; the compiled kernel uses the same. */
const SLOPE = 0.2;

/** The forward pass in plain TypeScript: the reference. */
export function attendPlain(csr: Csr, { receivers, senders, x, H, D }: AttentionInputs): AttentionTape {
  const { rows, offsets, columns } = csr;
  const y = new Float32Array(rows * H * D);
  const attentionWeights = new Float32Array(columns.length * H);
  for (let i = 0; i < rows; i++)
    for (let h = 0; h < H; h++) {
      let highest = Number.NEGATIVE_INFINITY;
      for (let e = offsets[i]; e < offsets[i + 1]; e++) {
        const score = leaky(receivers[i * H + h] + senders[columns[e] * H + h]);
        attentionWeights[e * H + h] = score;
        if (score > highest) highest = score;
      }
      let total = 0;
      for (let e = offsets[i]; e < offsets[i + 1]; e++) {
        attentionWeights[e * H + h] = Math.exp(attentionWeights[e * H + h] - highest);
        total += attentionWeights[e * H + h];
      }
      for (let e = offsets[i]; e < offsets[i + 1]; e++) {
        attentionWeights[e * H + h] /= total;
        for (let d = 0; d < D; d++)
          y[(i * H + h) * D + d] += attentionWeights[e * H + h] * x[(columns[e] * H + h) * D + d];
      }
    }
  return { y, attentionWeights };
}

/**
 * The backward pass in plain TypeScript. With α an edge's attention weight, s its score and z the argument of LeakyReLU,
 * dα = dy_i · x_j, ds = α (dα − dy_i · y_i), dz = ds LeakyReLU'(z). @param dy [rows, H·D]
 */
export function attendBackPlain(
  { rows, offsets, columns }: Csr,
  dy: Float32Array,
  { receivers, senders, x, H, D }: AttentionInputs,
  { y, attentionWeights }: AttentionTape,
): AttentionGradient {
  const gradient = {
    receivers: new Float32Array(receivers.length),
    senders: new Float32Array(senders.length),
    x: new Float32Array(x.length),
  };
  for (let i = 0; i < rows; i++)
    for (let h = 0; h < H; h++) {
      const row = (i * H + h) * D;
      let mean = 0;
      for (let d = 0; d < D; d++) mean += dy[row + d] * y[row + d];
      for (let e = offsets[i]; e < offsets[i + 1]; e++) {
        const sender = columns[e] * H + h;
        const alpha = attentionWeights[e * H + h];
        let change = 0;
        for (let d = 0; d < D; d++) {
          change += dy[row + d] * x[sender * D + d];
          gradient.x[sender * D + d] += alpha * dy[row + d];
        }
        const slope = receivers[i * H + h] + senders[sender] > 0 ? 1 : SLOPE;
        const score = alpha * (change - mean) * slope;
        gradient.receivers[i * H + h] += score;
        gradient.senders[sender] += score;
      }
    }
  return gradient;
}

function leaky(z: number): number {
  return Math.max(z, SLOPE * z);
}
