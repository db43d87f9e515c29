import type { ComponentSpec } from '../base/component';
import { learnsBaseRate } from '../training/learner';
import { learners } from '.';

/**
 * By how much a sample of the training negatives raised the log-odds that a learner predicts.
 * @param model completed
 * @param rate the share of the negatives that was kept
 */
export function samplingShift(model: ComponentSpec, rate: number): number {
  return learnsBaseRate(learners, model) ? -Math.log(rate) : 0;
}
