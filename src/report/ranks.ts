import { MIN_BLOCKS } from '../evaluation/blocks';
import { rankOver } from '../evaluation/friedman';
import { byGroup } from '../evaluation/groups';
import { averagePrecision } from '../evaluation/ranking';
import type { ResultSet } from '../experiment/result';
import { blocksOf, type RowSummary, summarise } from './summary';

/** Rows that are ranked, and each one's average precision in every block. */
export interface RankedBlocks {
  readonly of: ReturnType<typeof blocksOf>['of'];
  readonly rows: readonly RowSummary[];
  /** [rows][blocks] */
  readonly values: readonly number[][];
}

/** What ranks and the critical-difference diagram are made of; undefined for fewer than six blocks. */
export function rankedBlocks(set: ResultSet): RankedBlocks | undefined {
  const rows = ranked(set);
  const { of, block } = blocksOf(set);
  const values = rows.map(({ score }) => [...byGroup(averagePrecision, score, set.test.label, block).values()]);
  return (values[0]?.length ?? 0) < MIN_BLOCKS ? undefined : { of, rows, values };
}

/** Mean ranks by average precision, 1 the best, and over what they are: bootstrap samples where blocks are too few. */
export function meanRanks(set: ResultSet): { readonly of: string; readonly rank: ReadonlyMap<string, number> } {
  const blocks = rankedBlocks(set);
  const rows = ranked(set);
  const values = blocks?.values ?? definedSamples(rows);
  const ranks = rankOver(values).meanRanks;
  return {
    of: blocks ? `the ${blocks.values[0].length} ${blocks.of}` : 'the bootstrap samples of customers',
    rank: new Map(rows.map(({ name }, r) => [name, ranks[r]])),
  };
}

/** All rows but the majority's constant. */
function ranked(set: ResultSet): readonly RowSummary[] {
  return summarise(set).rows.filter(({ name }) => name !== 'majority');
}

function definedSamples(rows: readonly RowSummary[]): Float64Array[] {
  const all = rows.map(({ samples }) => samples.averagePrecision);
  return all.map((values) => values.filter((_, i) => all.every((one) => !Number.isNaN(one[i]))));
}
