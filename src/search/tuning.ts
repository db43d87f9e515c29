import type { RunResult } from '../experiment/result';
import type { SearchMetric } from './metric';
import type { SearchResult } from './search';

/** A row of an experiment, and what a search over its options found. */
export interface TunedRow {
  readonly name: string;
  readonly title: string;
  readonly result: SearchResult;
  /** Whether the first attempt was the row as the experiment has it. */
  readonly startsAsDeclared: boolean;
  /** The best configuration on test, where it was run there. */
  readonly test?: RunResult;
}

/** The searches of one command: each row had the same budget. */
export interface Tuning {
  readonly experiment: { readonly name: string; readonly title: string };
  /** Made it, and is printed beside it. */
  readonly command: string;
  /** Such as `tpe`. */
  readonly method: string;
  readonly metric: SearchMetric;
  /** Full trainings for each row. */
  readonly budget: number;
  readonly seed: number;
  readonly rows: readonly TunedRow[];
}
