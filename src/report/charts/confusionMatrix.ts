import type { TopLevelSpec } from 'vega-lite';
import type { Confusion } from '../../evaluation/threshold';
import { PALE, PALETTE } from '../chart';

export interface ConfusionMatrixOptions {
  readonly title: string;
  readonly subtitle: string;
  /** What a negative and a positive example are called. */
  readonly classes: readonly [negative: string, positive: string];
}

/** Decisions against labels; a cell is the darker the larger its share of the label's row. */
export function confusionMatrix({ tp, fp, tn, fn }: Confusion, options: ConfusionMatrixOptions): TopLevelSpec {
  const { title, subtitle, classes } = options;
  const [negative, positive] = classes;
  const cell = (label: string, decision: string, count: number, total: number) => ({
    label,
    decision,
    count,
    share: total > 0 ? count / total : 0,
    text: `${count.toLocaleString('en')} (${total > 0 ? ((100 * count) / total).toFixed(1) : '–'} %)`,
  });
  return {
    title: { text: title, subtitle },
    width: { step: 150 },
    height: { step: 60 },
    data: {
      values: [
        cell(negative, negative, tn, tn + fp),
        cell(negative, positive, fp, tn + fp),
        cell(positive, negative, fn, tp + fn),
        cell(positive, positive, tp, tp + fn),
      ],
    },
    encoding: {
      x: {
        field: 'decision',
        type: 'nominal',
        sort: [...classes],
        title: 'decision',
        axis: { orient: 'top', labelAngle: 0 },
      },
      y: { field: 'label', type: 'nominal', sort: [...classes], title: 'label' },
    },
    layer: [
      {
        mark: { type: 'rect', stroke: 'white', strokeWidth: 3 },
        encoding: {
          color: {
            field: 'share',
            type: 'quantitative',
            scale: { domain: [0, 1], range: ['#f2f5fa', PALETTE[0]], interpolate: 'lab' },
            legend: null,
          },
        },
      },
      {
        mark: { type: 'text', fontSize: 13 },
        encoding: {
          text: { field: 'text' },
          color: { condition: { test: 'datum.share > 0.6', value: PALE }, value: '#222222' },
        },
      },
    ],
  } as TopLevelSpec;
}
