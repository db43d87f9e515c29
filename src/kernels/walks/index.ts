import type { Kernels } from '../compiled';
import { firstOrderCompiled, secondOrderCompiled } from './compiled';
import { firstOrderPlain, secondOrderPlain } from './plain';
import type { SecondOrderTables, TransitionTables, WalkBatch } from './types';

/**
 * Walks that draw each step by weight alone. Walk w starts at node w mod N and has a random stream of its own.
 * @param kernels whose memory nobody else uses between the batches; null for plain TypeScript
 */
export function firstOrderWalks(
  tables: TransitionTables,
  length: number,
  seed: number,
  kernels: Kernels | null,
): WalkBatch {
  return kernels ? firstOrderCompiled(kernels, tables, length, seed) : firstOrderPlain(tables, length, seed);
}

/** Walks of node2vec, in which a step depends on the one before. */
export function secondOrderWalks(
  tables: SecondOrderTables,
  length: number,
  seed: number,
  kernels: Kernels | null,
): WalkBatch {
  return kernels ? secondOrderCompiled(kernels, tables, length, seed) : secondOrderPlain(tables, length, seed);
}
