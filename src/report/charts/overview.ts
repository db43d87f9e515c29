import type { TopLevelSpec } from 'vega-lite';
import type { ResultSet } from '../../experiment/result';
import { GREY, PALETTE } from '../chart';
import { type RowSummary, summarise } from '../summary';

type Metric = 'auc' | 'averagePrecision';

const DIGITS: Readonly<Record<Metric, number>> = { auc: 3, averagePrecision: 4 };

/**
 * AUC and average precision of every row's mean probability with their intervals, and every seed beside them.
 * The axes span the rows that tell examples apart; rows that give all the same score stand at the edge if they
 * lie beyond it.
 */
export function overview(set: ResultSet): TopLevelSpec {
  const { rows } = summarise(set);
  const { baseRate } = rows[0].mean;
  const constants: Readonly<Record<Metric, number>> = { auc: 0.5, averagePrecision: baseRate };
  return {
    title: {
      text: set.experiment.title,
      subtitle: [
        'points and bars: the seeds’ mean probability and its 95 % bootstrap interval over customers · ticks: each seed alone',
        'dashed: a constant score; an arrow at the edge where it lies beyond the axis',
      ],
    },
    hconcat: [
      panel(set, rows, 'auc', 'area under the ROC curve', constants, true),
      panel(set, rows, 'averagePrecision', 'average precision', constants, false),
    ],
  } as TopLevelSpec;
}

function panel(
  set: ResultSet,
  rows: readonly RowSummary[],
  metric: Metric,
  title: string,
  constants: Readonly<Record<Metric, number>>,
  isFirst: boolean,
) {
  const estimates = rows.map((row) => ({ title: row.title, kind: kindOf(row.control), ...row[metric] }));
  const seeds = set.rows.flatMap(({ title, control, runs }) =>
    runs.map(({ metrics }) => ({ title, kind: kindOf(control), value: metrics[metric] })),
  );
  const [least, most] = domainOf(rows, seeds, metric);
  const isInside = ({ value }: { value: number }) => value >= least && value <= most;
  const beyond = estimates
    .filter((estimate) => !isInside(estimate))
    .map(({ title, kind, value }) => ({
      title,
      kind,
      value: Math.min(most, Math.max(least, value)),
      text: value.toFixed(DIGITS[metric]),
    }));
  const y = {
    field: 'title',
    type: 'nominal',
    sort: rows.map(({ title }) => title),
    title: null,
    axis: isFirst ? undefined : null,
  };
  const x = (field: string) => ({
    field,
    type: 'quantitative',
    title,
    scale: { domain: [least, most], nice: false, zero: false },
    axis: { tickCount: 6 },
  });
  const color = {
    field: 'kind',
    type: 'nominal',
    scale: { domain: ['model', 'negative control'], range: [PALETTE[0], GREY] },
    legend: rows.some(({ control }) => control) ? { title: null, orient: 'bottom' } : null,
  };
  const constant = { value: constants[metric] };
  return {
    width: 300,
    height: { step: 24 },
    layer: [
      {
        data: { values: isInside(constant) ? [constant] : [] },
        mark: { type: 'rule', strokeDash: [4, 3], color: '#666666' },
        encoding: { x: x('value') },
      },
      {
        data: { values: estimates.filter(isInside) },
        mark: { type: 'rule', strokeWidth: 2 },
        encoding: { y, x: x('low'), x2: { field: 'high' }, color },
      },
      {
        data: { values: seeds.filter(isInside) },
        mark: { type: 'tick', thickness: 1, size: 14, opacity: 0.6 },
        encoding: { y, x: x('value'), color },
      },
      {
        data: { values: estimates.filter(isInside) },
        mark: { type: 'point', filled: true, size: 60, opacity: 1 },
        encoding: { y, x: x('value'), color },
      },
      {
        data: { values: beyond },
        mark: { type: 'point', filled: true, shape: 'triangle-left', size: 70, opacity: 1, xOffset: 4 },
        encoding: { y, x: x('value'), color },
      },
      {
        data: { values: beyond },
        mark: { type: 'text', align: 'left', dx: 12, fontSize: 11 },
        encoding: { y, x: x('value'), text: { field: 'text' }, color },
      },
    ],
  };
}

function kindOf(control: boolean): string {
  return control ? 'negative control' : 'model';
}

/** From the lowest to the highest of what is drawn, with some room, whether or not a constant score lies there too. */
function domainOf(
  rows: readonly RowSummary[],
  seeds: readonly { readonly title: string; readonly value: number }[],
  metric: Metric,
): readonly [number, number] {
  const telling = rows.filter(({ score }) => score.some((value) => value !== score[0]));
  const shown = telling.length > 0 ? telling : rows;
  const titles = new Set(shown.map(({ title }) => title));
  const values = [
    ...shown.flatMap((row) => [row[metric].value, row[metric].low, row[metric].high]),
    ...seeds.filter(({ title }) => titles.has(title)).map(({ value }) => value),
  ].filter(Number.isFinite);
  const least = Math.min(...values);
  const most = Math.max(...values);
  const room = 0.06 * (most - least) || 0.01;
  return [least - room, most + room];
}
