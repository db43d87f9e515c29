import { MIN_BLOCKS } from '../evaluation/blocks';
import type { ResultSet } from '../experiment/result';
import { differenceFigure, percent, pValue } from './cells';
import type { Grid } from './grid';
import type { ResultTable } from './resultTable';
import { blocksOf, type RowComparison, summarise } from './summary';

/** The differences that the experiment asks for; undefined where it asks for none. */
export function comparisonTable(set: ResultSet): ResultTable | undefined {
  if (summarise(set).comparisons.length === 0) return undefined;
  return {
    name: 'differences',
    title: 'What makes a difference',
    grid: comparisonGrid(set),
    notes: comparisonNotes(set),
  };
}

export function comparisonGrid(set: ResultSet): Grid {
  const { rows, comparisons } = summarise(set);
  const title = (name: string) => rows.find((row) => row.name === name)!.title;
  const blocks = comparisons.some(({ blocks: { p } }) => Number.isFinite(p));
  const line = (one: RowComparison) => [
    `${title(one.row)} against ${title(one.against)}`,
    differenceFigure(one.auc),
    pValue(one.auc.p),
    differenceFigure(one.averagePrecision),
    pValue(one.averagePrecision.p, one.averagePrecision.floor),
    ...(blocks ? [pValue(one.blocks.p)] : []),
    one.verdict,
  ];
  const figures = [
    'Δ\u00a0AUC [95\u00a0%]',
    'p (AUC)',
    'Δ\u00a0AP [95\u00a0%]',
    'p (AP)',
    ...(blocks ? ['p (blocks)'] : []),
  ];
  return {
    header: ['comparison', ...figures, 'verdict'],
    align: ['l', ...figures.map(() => 'r' as const), 'l'],
    blocks: [comparisons.map(line)],
  };
}

function comparisonNotes(set: ResultSet): string[] {
  const { comparisons, replicates } = summarise(set);
  const { of } = blocksOf(set);
  const { margins } = set.experiment;
  const undefinedFor = (test: string, p: (one: RowComparison) => { readonly reason?: string }) =>
    [...new Set(comparisons.flatMap((one) => p(one).reason ?? []))].map((reason) => `${test} is undefined: ${reason}.`);
  const methods = new Set(comparisons.flatMap(({ blocks }) => blocks.method ?? []));
  return [
    'Differences are between the ensembles. p (AUC) is DeLong’s test with customers as clusters; p (AP) and the 95 % intervals come from ' +
      `${replicates.toLocaleString('en')} bootstrap samples of customers; p (blocks), for ${MIN_BLOCKS} ${of} or more, is Wilcoxon’s signed-rank test${methods.size ? ` (${[...methods].join(', ')})` : ''} over the ${of}’ average precisions.`,
    `All have Holm’s correction over ${comparisons.length} comparisons. “Better” and “worse” take p < 0.05 in one of the first two.`,
    `“Within” takes two one-sided bootstrap tests at 5 % that the difference is smaller than ±${margins.auc} AUC, or than ±${percent(margins.averagePrecision)} of the second row’s AP, margins that the experiment declares; “no difference shown” alone does not mean that there is none.`,
    ...undefinedFor('p (AUC)', ({ auc }) => auc),
    ...undefinedFor('p (AP)', ({ averagePrecision }) => averagePrecision),
  ];
}
