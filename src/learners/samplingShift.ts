/**
 * By how much a sample of the training negatives raised the log-odds that a learner predicts. A stack is fitted on the
 * validation examples, of which none are left out.
 * @param learner its name
 * @param rate the share of the negatives that was kept
 */
export function samplingShift(learner: string, rate: number): number {
  return learner === 'stack' ? 0 : -Math.log(rate);
}
