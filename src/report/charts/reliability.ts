import type { TopLevelSpec } from 'vega-lite';
import { reliability } from '../../evaluation/probability';
import type { ResultSet } from '../../experiment/result';
import { PALETTE } from '../chart';
import { summarise } from '../summary';

/** How often what was predicted with a probability comes true, by bins of equally many examples; log scales. */
export function reliabilityChart(set: ResultSet): TopLevelSpec {
  const rows = summarise(set).rows.filter(({ control, name }) => !control && name !== 'majority');
  const values = rows.flatMap(({ title, score }) =>
    reliability(score, set.test.label)
      .filter(({ positiveRate, meanScore }) => positiveRate > 0 && meanScore > 0)
      .map((bin) => ({ title, ...bin })),
  );
  const ends = values.flatMap(({ meanScore, positiveRate }) => [meanScore, positiveRate]);
  const domain = [Math.min(...ends) / 1.2, Math.min(1, Math.max(...ends) * 1.2)];
  const scale = { type: 'log', domain, nice: false };
  return {
    title: set.experiment.title,
    width: 380,
    height: 380,
    layer: [
      {
        data: { values: domain.map((at) => ({ at })) },
        mark: { type: 'line', strokeDash: [4, 3], color: '#666666', strokeWidth: 1 },
        encoding: {
          x: { field: 'at', type: 'quantitative', scale },
          y: { field: 'at', type: 'quantitative', scale },
        },
      },
      {
        data: { values },
        mark: { type: 'line', point: { size: 30 }, strokeWidth: 1.4 },
        encoding: {
          x: {
            field: 'meanScore',
            type: 'quantitative',
            title: 'mean predicted probability',
            axis: { format: '.2~%' },
          },
          y: { field: 'positiveRate', type: 'quantitative', title: 'share of positives', axis: { format: '.2~%' } },
          color: {
            field: 'title',
            type: 'nominal',
            scale: { domain: rows.map(({ title }) => title), range: PALETTE.slice(0, rows.length) },
            legend: { title: null, orient: 'bottom', columns: 2 },
          },
        },
      },
    ],
  } as TopLevelSpec;
}
