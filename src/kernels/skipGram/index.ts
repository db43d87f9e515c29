import type { Kernels } from '../compiled';
import { compiledTrainer } from './compiled';
import { plainTrainer } from './plain';
import type { SkipGramPlan, Trainer } from './types';

/**
 * Starts training.
 * @param portion maximum number of walks in a call of `train`
 * @param kernels whose memory nobody else uses meanwhile; null for plain TypeScript
 */
export function startTraining(plan: SkipGramPlan, portion: number, kernels: Kernels | null): Trainer {
  return kernels ? compiledTrainer(kernels, plan, portion) : plainTrainer(plan);
}
