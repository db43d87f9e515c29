import type { TopLevelSpec } from 'vega-lite';
import type { Finding } from '../../evaluation/claim';
import { GREY, PALETTE } from '../chart';
import type { ClaimLine } from '../claimLines';

const COLORS: Readonly<Record<Finding, string>> = {
  beats: PALETTE[0],
  loses: PALETTE[1],
  equivalent: PALETTE[2],
  open: GREY,
  untestable: GREY,
};

/** The main claims as one picture: what the best candidate of each task gains over its best baseline, in per cent of AP. */
export function claimsForest(lines: readonly ClaimLine[]): TopLevelSpec {
  const values = lines.map(({ title, candidate, best, share, finding, verdict }) => ({
    task: [title, `${candidate.title}  −  ${best.title}`],
    key: title,
    value: share.value,
    low: share.low,
    high: share.high,
    color: COLORS[finding],
    verdict,
  }));
  const ends = [0, ...values.flatMap(({ value, low, high }) => [value, low, high])].filter(Number.isFinite);
  const room = 0.06 * (Math.max(...ends) - Math.min(...ends)) || 0.01;
  const y = { field: 'key', type: 'nominal', sort: values.map(({ key }) => key), title: null };
  const labelled = {
    ...y,
    axis: {
      // Two lines: the task, and below it which rows are compared.
      labelExpr: `{${values.map(({ task }) => `${JSON.stringify(task[0])}: ${JSON.stringify(task)}`).join(', ')}}[datum.label]`,
      labelLineHeight: 13,
    },
  };
  const x = (field: string) => ({
    field,
    type: 'quantitative',
    title: 'difference in average precision, as a share of the best baseline’s',
    scale: { domain: [Math.min(...ends) - room, Math.max(...ends) + room], nice: false },
    axis: { format: '+~%', labelExpr: "datum.value === 0 ? '0' : datum.label", tickCount: 7 },
  });
  const color = { field: 'color', type: 'nominal', scale: null };
  return {
    title: {
      text: 'Does a fused or stacked row beat the best single model?',
      subtitle:
        'the candidate of the highest AP on each task · 95 % bootstrap intervals over customers · verdicts after Holm over all tasks',
    },
    width: 360,
    height: { step: 44 },
    data: { values },
    layer: [
      { data: { values: [{ zero: 0 }] }, mark: { type: 'rule', color: '#444444' }, encoding: { x: x('zero') } },
      {
        mark: { type: 'rule', strokeWidth: 2 },
        encoding: { y: labelled, x: x('low'), x2: { field: 'high' }, color },
      },
      {
        mark: { type: 'point', filled: true, shape: 'square', size: 70, opacity: 1 },
        encoding: { y: labelled, x: x('value'), color },
      },
      {
        mark: { type: 'text', align: 'left', dx: 10, fontSize: 11 },
        encoding: { y: labelled, x: { value: 'width' }, text: { field: 'verdict' } },
      },
    ],
  } as TopLevelSpec;
}
