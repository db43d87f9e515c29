import type { TopLevelSpec } from 'vega-lite';
import type { ResultSet } from '../../experiment/result';
import { GREY, PALETTE } from '../chart';
import { type RowComparison, summarise } from '../summary';

const VERDICTS = ['better', 'worse', 'mixed', 'no difference shown'];

/** The compared rows' differences in average precision with their intervals, beside what may be concluded; undefined without comparisons. */
export function forest(set: ResultSet): TopLevelSpec | undefined {
  const { rows, comparisons } = summarise(set);
  if (comparisons.length === 0) return undefined;
  const titleOf = (name: string) => rows.find((row) => row.name === name)!.title;
  const lines = comparisons.map((comparison) => ({
    pair: `${titleOf(comparison.row)}  −  ${titleOf(comparison.against)}`,
    difference: comparison.averagePrecision.value,
    ...comparison.averagePrecision.interval,
    color: colorOf(comparison),
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
    scale: { domain: VERDICTS, range: [PALETTE[0], PALETTE[1], PALETTE[4], GREY] },
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

/** What the verdict says of average precision; differences in AUC alone, or against it, have a colour of their own. */
function colorOf({ verdict }: RowComparison): string {
  const [better, worse] = [/\bbetter\b/.test(verdict), /\bworse\b/.test(verdict)];
  if (!better && !worse) return 'no difference shown';
  if ((better && worse) || /AUC alone/.test(verdict)) return 'mixed';
  return better ? 'better' : 'worse';
}
