import type { ResultSet } from '../experiment/result';
import { between, differenceFigure, fixed, percent, pValue, signed } from './cells';
import { listOf } from './prose';
import type { ResultTable } from './resultTable';
import { blocksOf, type NamedClaim, type RowSummary, summarise } from './summary';

/** Whether a candidate beats the best of the baselines, and by how much; undefined where nothing is claimed. */
export function claimTable(set: ResultSet): ResultTable | undefined {
  const { rows, claims, replicates } = summarise(set);
  const { claim, margins } = set.experiment;
  if (!claim || claims.length === 0) return undefined;
  const rowOf = rowFinder(rows);
  const best = rowOf(claims[0].against);
  const blocks = claims.some(({ blocks: { p } }) => Number.isFinite(p));
  const { of } = blocksOf(set);
  return {
    name: 'claim',
    title: 'The main claim',
    grid: {
      header: [
        'candidate',
        'AP',
        'Δ\u00a0AP [95\u00a0%]',
        'of the best’s',
        'p (AP)',
        ...(blocks ? ['p (blocks)'] : []),
        'Δ\u00a0AUC [95\u00a0%]',
        'verdict',
      ],
      align: ['l', 'r', 'r', 'r', 'r', ...(blocks ? ['r' as const] : []), 'r', 'l'],
      blocks: [
        claims.map((one) => [
          rowOf(one.row).title,
          {
            value: fixed(rowOf(one.row).averagePrecision.value, 4),
            spread: between(rowOf(one.row).averagePrecision, 4),
          },
          differenceFigure(one.averagePrecision),
          `${signed((100 * one.averagePrecision.value) / best.averagePrecision.value, 1)} %`,
          pValue(one.averagePrecision.p, one.averagePrecision.floor),
          ...(blocks ? [pValue(one.blocks.p)] : []),
          differenceFigure(one.auc),
          one.verdict,
        ]),
      ],
    },
    notes: [
      claimSentence(set),
      `The best of the baselines is “${best.title}”, AP ${fixed(best.averagePrecision.value, 4)} ${between(best.averagePrecision, 4) ?? ''}; the experiment declares that a candidate beats the best of ${claim.baselines.map((name) => `“${rowOf(name).title}”`).join(', ')}.`,
      `Differences are to it. A candidate that lies ahead has to beat every baseline, so its p-value is the largest of theirs (an intersection–union test); p (AP) is of ${replicates.toLocaleString('en')} bootstrap samples of customers${blocks ? `, p (blocks) of Wilcoxon’s signed-rank test over the ${of}’ average precisions` : ''}; both with Holm’s correction over ${claims.length} candidate${claims.length === 1 ? '' : 's'}. “Equivalent” takes two one-sided tests at 5 % that the difference is smaller than ±${percent(margins.averagePrecision)} of the best’s AP.`,
    ],
  };
}

/** What has come of the claim, in a sentence or two; with the size of the loss where no candidate beats the best. */
export function claimSentence(set: ResultSet): string {
  const { rows, claims } = summarise(set);
  const rowOf = rowFinder(rows);
  const best = rowOf(claims[0].against);
  const told = (one: NamedClaim) => {
    const { value, interval, p, floor } = one.averagePrecision;
    const share = signed((100 * value) / best.averagePrecision.value, 1);
    const number = pValue(p, floor);
    return `“${rowOf(one.row).title}” (${signed(value, 4)} ${between(interval, 4) ?? ''}, ${share} %, p ${number.startsWith('<') ? number : `= ${number}`}: ${one.verdict})`;
  };
  const won = claims.filter(({ finding }) => finding === 'beats');
  if (won.length) return `${listOf(won.map(told))} ${won.length === 1 ? 'beats' : 'beat'} the best baseline in AP.`;
  return `No candidate beats the best baseline in AP. What was tried, and by how much AP it differs from “${best.title}”: ${listOf(claims.map(told))}.`;
}

function rowFinder(rows: readonly RowSummary[]): (name: string) => RowSummary {
  return (name) => rows.find((row) => row.name === name)!;
}
