/** Learners that no sample of the training negatives sways: one is fitted on validation, the others read no labels. */
const UNSWAYED: ReadonlySet<string> = new Set(['stack', 'bg-nbd', 'pareto-nbd']);

/**
 * By how much a sample of the training negatives raised the log-odds that a learner predicts.
 * @param learner its name
 * @param rate the share of the negatives that was kept
 */
export function samplingShift(learner: string, rate: number): number {
  return UNSWAYED.has(learner) ? 0 : -Math.log(rate);
}
