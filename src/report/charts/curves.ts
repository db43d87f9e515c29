import type { TopLevelSpec } from 'vega-lite';
import { curves } from '../../evaluation/curves';
import type { ResultSet } from '../../experiment/result';
import { GREY, PALETTE } from '../chart';
import { type RowSummary, summarise } from '../summary';

/** Lines that a reader can tell apart; the other rows are drawn thin and grey behind them. */
const LINES = 6;
/** A precision–recall line starts where so many positives, and so large a share of all, are found: what is before is luck. */
const FEWEST_FOUND = 10;
const LEAST_RECALL = 0.01;

/**
 * Precision–recall and ROC curves of the seeds' mean probability: a thick line for each of the models of the highest
 * average precision, named with their AP and AUC. Undefined when only controls are there.
 */
export function curveChart(set: ResultSet): TopLevelSpec | undefined {
  const { label } = set.test;
  const rows = summarise(set)
    .rows.filter(({ control, name }) => !control && name !== 'majority')
    .sort((a, b) => b.averagePrecision.value - a.averagePrecision.value);
  if (rows.length === 0) return undefined;
  const others = rows.length - LINES;
  const rest = `${others} other model${others === 1 ? '' : 's'}`;
  const drawn = rows.map((row, r) => ({
    row: row.name,
    line: r < LINES ? legendOf(row) : rest,
    ...curves(row.score, label),
  }));
  const lines = [...new Set(drawn.map(({ line }) => line))];
  const { baseRate } = rows[0].mean;
  const positives = label.reduce((sum, l) => sum + l, 0);
  const start = Math.min(1, Math.max(LEAST_RECALL, FEWEST_FOUND / positives));
  const precisionRecall = drawn.flatMap(({ row, line, precisionRecall }) =>
    precisionRecall.filter(({ recall }) => recall >= start).map((point) => ({ row, line, ...point })),
  );
  const roc = drawn.flatMap(({ row, line, roc }) => roc.map((point) => ({ row, line, ...point })));
  const highest = precisionRecall.reduce((most, { precision }) => Math.max(most, precision), baseRate);
  const color = {
    field: 'line',
    type: 'nominal',
    scale: { domain: lines, range: lines.map((line, l) => (line === rest ? GREY : PALETTE[l])) },
    legend: { title: null, orient: 'bottom', columns: 1, symbolType: 'stroke', symbolSize: 300 },
  };
  const curve = (behind: boolean, encoding: object) => ({
    transform: [{ filter: { field: 'line', [behind ? 'equal' : 'oneOf']: behind ? rest : lines.slice(0, LINES) } }],
    mark: { type: 'line', strokeWidth: behind ? 0.8 : 2.2, strokeJoin: 'round' },
    encoding: { ...encoding, detail: { field: 'row' }, color },
  });
  const percent = { format: '.0%' };
  const precisionRecallEncoding = {
    x: { field: 'recall', type: 'quantitative', axis: percent, scale: { domain: [0, 1] } },
    y: {
      field: 'precision',
      type: 'quantitative',
      title: 'precision (dashed: base rate)',
      scale: { type: 'log', domain: [baseRate / 1.3, Math.min(1, highest * 1.1)], nice: false },
      axis: { format: '.2~%', tickCount: 6 },
    },
    order: { field: 'recall', type: 'quantitative' },
  };
  const rocEncoding = {
    x: { field: 'falsePositiveRate', type: 'quantitative', title: 'false positive rate', axis: percent },
    y: { field: 'truePositiveRate', type: 'quantitative', title: 'true positive rate', axis: percent },
    order: { field: 'falsePositiveRate', type: 'quantitative' },
  };
  return {
    title: {
      text: set.experiment.title,
      subtitle: `the seeds’ mean probability · precision is drawn from ${(100 * start).toPrecision(2)} % recall on, where at least ${FEWEST_FOUND} positives are found`,
    },
    hconcat: [
      {
        width: 330,
        height: 300,
        data: { values: precisionRecall },
        layer: [
          { mark: { type: 'rule', strokeDash: [4, 3], color: '#666666' }, encoding: { y: { datum: baseRate } } },
          curve(true, precisionRecallEncoding),
          curve(false, precisionRecallEncoding),
        ],
      },
      {
        width: 330,
        height: 300,
        data: { values: roc },
        layer: [
          {
            data: { values: [{ at: 0 }, { at: 1 }] },
            mark: { type: 'line', strokeDash: [4, 3], color: '#666666', strokeWidth: 1 },
            encoding: { x: { field: 'at', type: 'quantitative' }, y: { field: 'at', type: 'quantitative' } },
          },
          curve(true, rocEncoding),
          curve(false, rocEncoding),
        ],
      },
    ],
  } as TopLevelSpec;
}

function legendOf({ title, averagePrecision, auc }: RowSummary): string {
  return `AP ${averagePrecision.value.toFixed(4)} · AUC ${auc.value.toFixed(3)} · ${title}`;
}
