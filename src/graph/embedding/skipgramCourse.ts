import { InputError } from '../../base/errors';
import { hash32, type Random, scatter } from '../../base/random';
import type { AliasTables } from './alias';
import type { SkipGramOptions } from './skipgram';
import type { WalkSource } from './walks';

/** What both ways of training read. */
export interface Course {
  readonly options: SkipGramOptions;
  /** Of walks. */
  readonly length: number;
  readonly nodeCount: number;
  /** Walks of all epochs together. */
  readonly total: number;
  /** Draws nodes with chances ∝ count^¾. */
  readonly negatives: AliasTables;
  /** Chances of each node's occurrences to stay; undefined where all do. [nodeCount] */
  readonly keep?: Float32Array;
}

export interface Trainer {
  /** [nodeCount, width]; the first `dimensions` of a row count, the others are 0. */
  readonly vectors: Float32Array;
  readonly contexts: Float32Array;
  readonly width: number;
  /** Trains on walks side by side, the first of which is number `first` of all epochs' walks. */
  train(walks: Int32Array, first: number): void;
}

/** Fills the rows of [nodeCount, width] with where vectors start. */
export function fillStart(vectors: Float32Array, width: number, D: number, random: Random): void {
  vectors.fill(0);
  for (let from = 0; from < vectors.length; from += width)
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

/** One draw takes one random number: its upper digits are the entry, the rest where in it the draw fell. */
export function drawNode({ keep, alias }: AliasTables, random: Random): number {
  const product = random.bits() * keep.length;
  const slot = Math.floor(product / 2 ** 32);
  const within = Math.fround(product - slot * 2 ** 32) / 2 ** 32;
  return within < keep[slot] ? slot : alias[slot];
}

/** Counts what is trained on, takes the walks that are not out of it, and collects them. */
export function surveyOf(all: WalkSource, nodeCount: number, share: number, seed: number, portion: number) {
  const { count, length } = all;
  const key = hash32(`${seed}/skip-gram, held out`);
  const isHeldOut = (walk: number) => scatter(walk ^ key) < share * 2 ** 32;
  const counts = new Float64Array(nodeCount);
  const heldOut: Int32Array[] = [];
  let visits = 0;
  for (let first = 0; first < count; first += portion) {
    const end = Math.min(count, first + portion);
    const nodes = all.take(first, end);
    for (let walk = first; walk < end; walk++) {
      const from = (walk - first) * length;
      const out = isHeldOut(walk);
      if (out) heldOut.push(nodes.slice(from, from + length));
      for (let at = from; at < from + length && nodes[at] >= 0; at++) {
        if (nodes[at] >= nodeCount)
          throw new InputError(`walk ${walk} visits node ${nodes[at]}`, undefined, `nodes below ${nodeCount}`);
        if (out) continue;
        counts[nodes[at]]++;
        visits++;
      }
    }
  }
  // A walk that is held out ends before it begins.
  const take = (first: number, end: number) => {
    const nodes = all.take(first, end).slice();
    for (let walk = first; walk < end; walk++) if (isHeldOut(walk)) nodes[(walk - first) * length] = -1;
    return nodes;
  };
  return { source: share > 0 ? { count, length, take } : all, counts, visits, heldOut };
}
