import type { Grid } from './grid';

/** What tables of results are called, in files and in labels. */
export type TableName =
  | 'ranking'
  | 'decisions'
  | 'claim'
  | 'gap'
  | 'controls'
  | 'seen'
  | 'differences'
  | 'effects'
  | 'days'
  | 'alerts'
  | 'day-differences'
  | 'cost';

/** A table of results, with what has to be said about it. */
export interface ResultTable {
  readonly name: TableName;
  readonly title: string;
  readonly grid: Grid;
  readonly notes: readonly string[];
}
