import { interval } from '../evaluation/bootstrap';
import type { ResultSet } from '../experiment/result';
import { fixed } from './cells';
import type { Grid } from './grid';
import type { ResultTable } from './resultTable';
import type { RowSummary, Summary } from './summary';

/**
 * Where the truth is known: the share of the gap in AUC between the best single branch and the ceiling that models close,
 * and whether a control takes off them what the branch that it destroys had brought. No table without a ceiling.
 */
export function gapTables({ experiment }: ResultSet, summary: Summary): ResultTable[] {
  const { gap, ceiling: best } = experiment;
  const row = (name: string | undefined) => summary.rows.find((one) => one.name === name);
  const ceiling = row(best);
  const singles = (gap?.singles ?? []).flatMap((name) => row(name) ?? []);
  if (!gap || !ceiling || singles.length === 0) return [];
  const single = singles.reduce((a, b) => (b.mean.auc > a.mean.auc ? b : a));
  const others = summary.rows.filter(
    (one) => !one.control && one !== ceiling && !singles.includes(one) && one.mean.auc > single.mean.auc,
  );
  const closed: ResultTable = {
    name: 'gap',
    title: 'How near the ceiling',
    grid: closedGrid(others, single, ceiling),
    notes: [
      `The gap in AUC between the best single branch, “${single.title}” (${fixed(single.mean.auc, 3)}), and “${ceiling.title}” (${fixed(ceiling.mean.auc, 3)}): 0 % is as good as the one, 100 % as good as the other on these test examples. Who is no better than that branch is left out.`,
    ],
  };
  const removals = gap.controls.flatMap(([model, control, without]) => {
    const [all, destroyed, less] = [row(model), row(control), row(without)];
    return all && destroyed && less ? [{ all, destroyed, less }] : [];
  });
  if (removals.length === 0) return [closed];
  const removed: ResultTable = {
    name: 'controls',
    title: 'What the controls take off',
    grid: removalGrid(removals),
    notes: [
      'In AUC of the ensembles. A control that takes off exactly what its branch had brought leaves the model as good as the one without the branch: their difference is then about 0, and one below 0 is what a branch costs that has nothing to tell.',
    ],
  };
  return [closed, removed];
}

function closedGrid(rows: readonly RowSummary[], single: RowSummary, ceiling: RowSummary): Grid {
  const share = (value: number, from: number, to: number) => (to > from ? (value - from) / (to - from) : Number.NaN);
  const line = (row: RowSummary) => {
    const samples = row.samples.auc.map((auc, i) => share(auc, single.samples.auc[i], ceiling.samples.auc[i]));
    const { low, high } = interval(samples);
    return [
      row.title,
      fixed(row.mean.auc, 3),
      percent(share(row.mean.auc, single.mean.auc, ceiling.mean.auc)),
      fixed(row.auc.value, 3),
      {
        value: percent(share(row.auc.value, single.auc.value, ceiling.auc.value)),
        spread: Number.isFinite(low) ? `[${percent(low)}, ${percent(high)}]` : undefined,
      },
    ];
  };
  return {
    header: ['model', 'AUC', 'closes', 'AUC, ensemble', 'closes, ensemble [95\u00a0%]'],
    align: ['l', 'r', 'r', 'r', 'r'],
    blocks: [rows.map(line)],
  };
}

interface Removal {
  readonly all: RowSummary;
  readonly destroyed: RowSummary;
  /** The model without the branch. */
  readonly less: RowSummary;
}

function removalGrid(removals: readonly Removal[]): Grid {
  return {
    header: ['control', 'takes off', 'leaving the branch out', 'takes off', 'difference [95\u00a0%]'],
    align: ['l', 'r', 'l', 'r', 'r'],
    blocks: [
      removals.map(({ all, destroyed, less }) => {
        const { low, high } = interval(destroyed.samples.auc.map((auc, i) => auc - less.samples.auc[i]));
        return [
          destroyed.title,
          fixed(all.auc.value - destroyed.auc.value, 3),
          less.title,
          fixed(all.auc.value - less.auc.value, 3),
          {
            value: fixed(destroyed.auc.value - less.auc.value, 3),
            spread: Number.isFinite(low) ? `[${fixed(low, 3)}, ${fixed(high, 3)}]` : undefined,
          },
        ];
      }),
    ],
  };
}

function percent(share: number): string {
  return Number.isFinite(share) ? `${fixed(100 * share, 0)}\u00a0%` : '–';
}
