import type { z } from 'zod';
import type { Component } from '../../base/component';
import type { Scores } from '../../evaluation/ranking';

/** A rule that says from which probability on examples are flagged. */
export interface ThresholdRule<Options extends z.ZodType = z.ZodType> extends Component<Options> {
  /**
   * @param score probabilities of validation examples, never of test, [n]
   * @param label 0 or 1, [n]
   */
  choose(score: Scores, label: Uint8Array, options: z.output<Options>): number;
}

/** Declares a threshold rule. */
export function defineThreshold<Options extends z.ZodType>(rule: ThresholdRule<Options>): ThresholdRule {
  return rule as unknown as ThresholdRule;
}
