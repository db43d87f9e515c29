import type { z } from 'zod';
import type { Component } from '../base/component';
import type { Random } from '../base/random';
import type { Parameter, Values } from './parameter';

/** What is searched. */
export interface Problem {
  readonly parameters: readonly Parameter[];
  /** How long the model trains at most, in epochs or trees; 1 where it has no such option. */
  readonly fullResource: number;
}

/** What to try: values of the parameters, and how long to train. */
export interface Suggestion {
  readonly values: Values;
  /** In epochs or trees; `fullResource` is a full training. */
  readonly resource: number;
  /** The place of an earlier attempt that had the same values and less of the resource. */
  readonly promotes?: number;
}

/** A suggestion, and what came of it as far as that is known. */
export interface Attempt extends Suggestion {
  /** The higher, the better; NaN where the trial failed, undefined where it has not ended. */
  readonly score?: number;
}

/** A way of searching: random search, TPE, successive halving, … */
export interface SearchMethod<Options extends z.ZodType = z.ZodType> extends Component<Options> {
  /** Whether it trains some attempts for less than the full time. */
  readonly needsResource?: boolean;
  /**
   * What to try next. Nothing decides it but its arguments, so that a search that was interrupted goes on as it would have.
   * @param attempts so far, in the order of their suggestions
   */
  suggest(options: z.output<Options>, problem: Problem, attempts: readonly Attempt[], random: Random): Suggestion;
}

/** Declares a search method. */
export function defineSearchMethod<Options extends z.ZodType>(method: SearchMethod<Options>): SearchMethod {
  return method as unknown as SearchMethod;
}
