import type { Grid } from './grid';

/** A table of results, with what has to be said about it. */
export interface ResultTable {
  readonly name:
    | 'ranking'
    | 'decisions'
    | 'gap'
    | 'controls'
    | 'seen'
    | 'differences'
    | 'days'
    | 'alerts'
    | 'day-differences';
  readonly title: string;
  readonly grid: Grid;
  readonly notes: readonly string[];
}
