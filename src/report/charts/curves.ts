import type { TopLevelSpec } from 'vega-lite';
import { curves } from '../../evaluation/curves';
import type { ResultSet } from '../../experiment/result';
import { PALETTE } from '../chart';
import { summarise } from '../summary';

/** Precision–recall and ROC curves of the seeds' mean probability, one line a model; undefined when only controls are there. */
export function curveChart(set: ResultSet): TopLevelSpec | undefined {
  const rows = summarise(set).rows.filter(({ control, name }) => !control && name !== 'majority');
  if (rows.length === 0) return undefined;
  const drawn = rows.map(({ title, score }) => ({ title, ...curves(score, set.test.label) }));
  const { baseRate } = rows[0].mean;
  const color = {
    field: 'title',
    type: 'nominal',
    scale: { domain: rows.map(({ title }) => title), range: PALETTE.slice(0, rows.length) },
    legend: { title: null, orient: 'bottom', columns: 2, symbolType: 'stroke' },
  };
  const percent = { format: '.0%' };
  return {
    title: set.experiment.title,
    hconcat: [
      {
        width: 320,
        height: 300,
        data: { values: drawn.flatMap(({ title, precisionRecall }) => precisionRecall.map((p) => ({ title, ...p }))) },
        layer: [
          { mark: { type: 'rule', strokeDash: [4, 3], color: '#666666' }, encoding: { y: { datum: baseRate } } },
          {
            mark: { type: 'line', strokeWidth: 1.6, clip: true },
            encoding: {
              x: { field: 'recall', type: 'quantitative', axis: percent },
              y: {
                field: 'precision',
                type: 'quantitative',
                title: 'precision (dashed: base rate)',
                scale: { type: 'log', domain: [baseRate / 1.5, 1], nice: false },
                axis: { format: '.2~%' },
              },
              order: { field: 'recall', type: 'quantitative' },
              color,
            },
          },
        ],
      },
      {
        width: 320,
        height: 300,
        data: { values: drawn.flatMap(({ title, roc }) => roc.map((p) => ({ title, ...p }))) },
        layer: [
          {
            data: { values: [{ at: 0 }, { at: 1 }] },
            mark: { type: 'line', strokeDash: [4, 3], color: '#666666', strokeWidth: 1 },
            encoding: { x: { field: 'at', type: 'quantitative' }, y: { field: 'at', type: 'quantitative' } },
          },
          {
            mark: { type: 'line', strokeWidth: 1.6 },
            encoding: {
              x: { field: 'falsePositiveRate', type: 'quantitative', title: 'false positive rate', axis: percent },
              y: { field: 'truePositiveRate', type: 'quantitative', title: 'true positive rate', axis: percent },
              order: { field: 'falsePositiveRate', type: 'quantitative' },
              color,
            },
          },
        ],
      },
    ],
  } as TopLevelSpec;
}
