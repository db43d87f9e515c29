import { type Csr, transposeOf } from '../../base/csr';
import type { Kernels } from '../compiled';
import { runByRows } from '../rows';
import type { AttentionGradient, AttentionInputs, AttentionTape } from './types';

/** The kernels work on four heads at a time; padding never mixes with the others. */
const HEADS = 4;

/** The forward pass by the compiled kernel; y lies in the kernels' memory, which their next call overwrites. */
export function attendCompiled(kernels: Kernels, csr: Csr, inputs: AttentionInputs): AttentionTape {
  const { receivers, senders, x, H, D } = inputs;
  const { rows, cols, offsets, columns } = csr;
  const heads = padded(H);
  kernels.reserve(offsets.length + columns.length * (1 + heads) + (rows + cols) * heads + x.length + rows * H * D, 7);
  const attentionWeights = kernels.floats(columns.length * heads);
  const y = kernels.floats(rows * H * D);
  const pointers = [
    ...[kernels.int(offsets), kernels.int(columns)],
    ...[spread(kernels, receivers, H, heads), spread(kernels, senders, H, heads), attentionWeights.at],
    ...[kernels.float(x), y.at],
  ] as const;
  runByRows(kernels, 'attend', csr, H * D, [heads, H, D, ...pointers]);
  return { y: y.view, attentionWeights: attentionWeights.view.slice() };
}

/**
 * The backward pass by the compiled kernels, over senders and then over receivers, so that no two threads write to the
 * same place. The gradients lie in the kernels' memory, which their next call overwrites. @param dy [rows, H·D]
 */
export function attendBackCompiled(
  kernels: Kernels,
  csr: Csr,
  dy: Float32Array,
  inputs: AttentionInputs,
  { y, attentionWeights }: AttentionTape,
): AttentionGradient {
  const { receivers, senders, x, H, D } = inputs;
  const { rows, cols, offsets, columns } = csr;
  const transposed = transposeOf(csr);
  const heads = padded(H);
  const edges = columns.length;
  kernels.reserve(
    rows + cols + 2 + edges * (2 + 2 * heads) + (3 * rows + 2 * cols) * heads + 2 * x.length + 2 * rows * H * D,
    15,
  );
  const means = kernels.floats(rows * heads).at;
  const changes = kernels.floats(edges * heads).at;
  const dx = kernels.floats(x.length);
  const dSenders = kernels.floats(cols * heads);
  const dReceivers = kernels.floats(rows * heads);
  const [given, left, byRow] = [kernels.float(dy), kernels.float(attentionWeights), kernels.int(offsets)];
  runByRows(kernels, 'attendMeans', csr, H * D, [heads, H, D, given, kernels.float(y), means]);
  const pointers = [
    ...[kernels.int(transposed.offsets), kernels.int(transposed.columns), kernels.int(transposed.origin)],
    ...[spread(kernels, receivers, H, heads), spread(kernels, senders, H, heads), means, left, changes],
    ...[kernels.float(x), given, dx.at, dSenders.at],
  ] as const;
  runByRows(kernels, 'attendToSenders', transposed, H * D, [heads, H, D, ...pointers]);
  runByRows(kernels, 'attendToReceivers', csr, H * D, [heads, byRow, left, dReceivers.at]);
  return {
    receivers: collect(dReceivers.view, H, heads),
    senders: collect(dSenders.view, H, heads),
    x: dx.view,
  };
}

function padded(H: number): number {
  return HEADS * Math.ceil(H / HEADS);
}

/** Places [n, H] as [n, heads], each row padded with zeros. */
function spread(kernels: Kernels, from: Float32Array, H: number, heads: number): number {
  if (H === heads) return kernels.float(from);
  const { at, view } = kernels.floats((from.length / H) * heads);
  view.fill(0);
  for (let i = 0, row = 0; i < from.length; i += H, row += heads)
    for (let h = 0; h < H; h++) view[row + h] = from[i + h];
  return at;
}

/** The first H columns of [n, heads]. */
function collect(from: Float32Array, H: number, heads: number): Float32Array {
  if (H === heads) return from;
  const to = new Float32Array((from.length / heads) * H);
  for (let i = 0, row = 0; i < to.length; i += H, row += heads) for (let h = 0; h < H; h++) to[i + h] = from[row + h];
  return to;
}
