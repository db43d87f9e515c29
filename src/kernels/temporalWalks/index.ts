import type { Kernels } from '../compiled';
import type { WalkBatch } from '../walks/types';
import { temporalCompiled } from './compiled';
import { temporalPlain } from './plain';
import type { TemporalAdjacency } from './types';

/**
 * Walks in which time never decreases. Walk w starts at node w mod N and has a random stream of its own.
 * @param kernels whose memory nobody else uses between the batches; null for plain TypeScript
 */
export function temporalWalks(
  graph: TemporalAdjacency,
  length: number,
  seed: number,
  kernels: Kernels | null,
): WalkBatch {
  return kernels ? temporalCompiled(kernels, graph, length, seed) : temporalPlain(graph, length, seed);
}
