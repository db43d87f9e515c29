import type { ComponentSpec } from '../base/component';
import { learners } from '.';

/**
 * By how much a sample of the training negatives raised the log-odds that a learner predicts.
 * @param model completed
 * @param rate the share of the negatives that was kept
 */
export function samplingShift(model: ComponentSpec, rate: number): number {
  const { entry, options } = learners.resolve(model);
  return (entry.learnsBaseRate?.(options) ?? true) ? -Math.log(rate) : 0;
}
