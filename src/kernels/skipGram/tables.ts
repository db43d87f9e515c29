import type { Random } from '../../base/random';
import type { AliasTables } from '../aliasTables';

/** Initialises vectors [nodeCount, stride], uniform in ±1/(2D). */
export function initialise(vectors: Float32Array, stride: number, D: number, random: Random): void {
  vectors.fill(0);
  for (let from = 0; from < vectors.length; from += stride)
    for (let d = 0; d < D; d++) vectors[from + d] = (random.next() - 0.5) / D;
}

export const LOGISTIC_RANGE = 6;
export const LOGISTIC_STEPS = 1024;

/** σ over [−LOGISTIC_RANGE, LOGISTIC_RANGE]. */
export function logisticTable(): Float32Array {
  return Float32Array.from(
    { length: LOGISTIC_STEPS + 1 },
    (_, i) => 1 / (1 + Math.exp(-LOGISTIC_RANGE * ((2 * i) / LOGISTIC_STEPS - 1))),
  );
}

/** Draws a node. One random number suffices: its upper digits give the entry, the rest the position within it. */
export function drawNode({ keep, alias }: AliasTables, random: Random): number {
  const product = random.bits() * keep.length;
  const slot = Math.floor(product / 2 ** 32);
  const within = Math.fround(product - slot * 2 ** 32) / 2 ** 32;
  return within < keep[slot] ? slot : alias[slot];
}
