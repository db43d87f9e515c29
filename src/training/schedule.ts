import type { z } from 'zod';
import type { Component } from '../base/component';

/** How the learning rate changes as training goes on. */
export interface Schedule<Options extends z.ZodType = z.ZodType> extends Component<Options> {
  /** The factor of the learning rate. @param done the share of all steps that lie behind, 0 … 1 */
  factor(options: z.output<Options>, done: number): number;
}

/** Declares a schedule. */
export function defineSchedule<Options extends z.ZodType>(schedule: Schedule<Options>): Schedule {
  return schedule as unknown as Schedule;
}
