import type { TopLevelSpec } from 'vega-lite';
import type { ResultSet } from '../../experiment/result';
import { PALETTE } from '../chart';
import { summarise } from '../summary';

/** AUC and average precision of every row's mean probability with their intervals, and every seed beside them. */
export function overview(set: ResultSet): TopLevelSpec {
  const { rows } = summarise(set);
  const { baseRate } = rows[0].mean;
  const kind = (control: boolean) => (control ? 'negative control' : 'model');
  const estimates = (metric: 'auc' | 'averagePrecision') =>
    rows.map((row) => ({ title: row.title, kind: kind(row.control), ...row[metric] }));
  const seeds = (metric: 'auc' | 'averagePrecision') =>
    set.rows.flatMap(({ title, control, runs }) =>
      runs.map(({ metrics }) => ({ title, kind: kind(control), value: metrics[metric] })),
    );
  const y = { field: 'title', type: 'nominal', sort: rows.map(({ title }) => title), title: null } as const;
  const color = {
    field: 'kind',
    type: 'nominal',
    scale: { domain: ['model', 'negative control'], range: [PALETTE[0], PALETTE[9]] },
    legend: rows.some(({ control }) => control) ? { title: null, orient: 'bottom' } : null,
  } as const;
  const panel = (metric: 'auc' | 'averagePrecision', title: string, constant: number, labels: boolean) => ({
    width: 300,
    height: { step: 24 },
    layer: [
      {
        data: { values: [{ constant }] },
        mark: { type: 'rule', strokeDash: [4, 3], color: '#666666' },
        encoding: { x: { field: 'constant', type: 'quantitative' } },
      },
      {
        data: { values: estimates(metric) },
        mark: { type: 'rule', strokeWidth: 2 },
        encoding: {
          y: labels ? y : { ...y, axis: null },
          x: { field: 'low', type: 'quantitative', title, scale: { zero: false } },
          x2: { field: 'high' },
          color,
        },
      },
      {
        data: { values: seeds(metric) },
        mark: { type: 'tick', thickness: 1, size: 14, opacity: 0.6 },
        encoding: { y, x: { field: 'value', type: 'quantitative' }, color },
      },
      {
        data: { values: estimates(metric) },
        mark: { type: 'point', filled: true, size: 60, opacity: 1 },
        encoding: { y, x: { field: 'value', type: 'quantitative' }, color },
      },
    ],
  });
  return {
    title: {
      text: set.experiment.title,
      subtitle:
        'points: the seeds’ mean probability, with its 95 % interval over customers · ticks: each seed alone · dashed: a constant score',
    },
    hconcat: [
      panel('auc', 'area under the ROC curve', 0.5, true),
      panel('averagePrecision', 'average precision', baseRate, false),
    ],
  } as TopLevelSpec;
}
