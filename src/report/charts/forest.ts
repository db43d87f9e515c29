import type { TopLevelSpec } from 'vega-lite';
import type { ResultSet } from '../../experiment/result';
import { summarise } from '../summary';
import { VERDICT_COLORS, verdictColor } from './verdictColor';

/**
 * Differences in average precision with their intervals, beside what may be concluded: first the main claim's, each
 * candidate beside the best baseline, then those of the other rows compared. Undefined where nothing is compared.
 */
export function forest(set: ResultSet): TopLevelSpec | undefined {
  const { rows, claims, comparisons } = summarise(set);
  const isClaimed = (pair: { row: string; against: string }) =>
    claims.some(({ row, against }) => row === pair.row && against === pair.against);
  const drawn = [...claims, ...comparisons.filter((pair) => !isClaimed(pair))];
  if (drawn.length === 0) return undefined;
  const titleOf = (name: string) => rows.find((row) => row.name === name)!.title;
  const lines = drawn.map((comparison) => ({
    pair: `${titleOf(comparison.row)}  −  ${titleOf(comparison.against)}`,
    difference: comparison.averagePrecision.value,
    ...comparison.averagePrecision.interval,
    color: verdictColor(comparison.verdict),
    verdict: comparison.verdict,
  }));
  const ends = [0, ...lines.flatMap(({ difference, low, high }) => [difference, low, high])].filter(Number.isFinite);
  const room = 0.06 * (Math.max(...ends) - Math.min(...ends)) || 0.01;
  const domain = [Math.min(...ends) - room, Math.max(...ends) + room];
  const y = { field: 'pair', type: 'nominal', sort: lines.map(({ pair }) => pair), title: null };
  const x = (field: string) => ({
    field,
    type: 'quantitative',
    title: 'difference in average precision (first − second)',
    scale: { domain, nice: false },
    axis: { format: '+~g', labelExpr: "datum.value === 0 ? '0' : datum.label", tickCount: 5, labelOverlap: true },
  });
  const color = {
    field: 'color',
    type: 'nominal',
    scale: VERDICT_COLORS,
    legend: null,
  };
  return {
    title: {
      text: set.experiment.title,
      subtitle:
        'what the first row gains over the second: the seeds’ mean probabilities, 95 % bootstrap intervals over customers',
    },
    width: 360,
    height: { step: 26 },
    data: { values: lines },
    layer: [
      {
        data: { values: [{ zero: 0 }] },
        mark: { type: 'rule', color: '#444444' },
        encoding: { x: x('zero') },
      },
      {
        mark: { type: 'rule', strokeWidth: 2 },
        encoding: { y, x: x('low'), x2: { field: 'high' }, color },
      },
      {
        mark: { type: 'point', filled: true, shape: 'square', size: 60, opacity: 1 },
        encoding: { y, x: x('difference'), color },
      },
      {
        mark: { type: 'text', align: 'left', dx: 10, fontSize: 11 },
        encoding: { y, x: { value: 'width' }, text: { field: 'verdict' } },
      },
    ],
  } as TopLevelSpec;
}
