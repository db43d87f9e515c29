import type { TopLevelSpec } from 'vega-lite';
import type { ResultSet } from '../../experiment/result';
import { effectsOf, type FactorEffect } from '../effects';
import { textWidth } from '../fontMetrics';
import { VERDICT_COLORS, verdictColor } from './verdictColor';

const LABEL_SIZE = 11;

/**
 * What each level of each factor does to average precision, on average over the settings of the other factors: a panel a
 * factor, all on one scale, the first level at 0. Undefined where rows follow no design.
 */
export function effectsChart(set: ResultSet): TopLevelSpec | undefined {
  const effects = effectsOf(set);
  if (effects.length === 0) return undefined;
  const factors = [...new Set(effects.map(({ factor }) => factor))];
  const ends = [
    0,
    ...effects.flatMap(({ averagePrecision: { value, interval } }) => [value, interval.low, interval.high]),
  ].filter(Number.isFinite);
  const room = 0.06 * (Math.max(...ends) - Math.min(...ends)) || 0.01;
  const domain = [Math.min(...ends) - room, Math.max(...ends) + room];
  // Panels stand under each other, so all leave as much room for their labels as the widest of them needs.
  const labels = effects.flatMap(({ level, against }) => [level, against]);
  const widest = Math.ceil(Math.max(...labels.map((label) => textWidth(label, LABEL_SIZE))));
  return {
    title: {
      text: set.experiment.title,
      subtitle: [
        'mean effect of each level on average precision, beside the factor’s first level, over the other factors’ settings',
        '95 % bootstrap intervals over customers · verdicts after Holm over all effects',
      ],
    },
    spacing: 14,
    vconcat: factors.map((factor, f) =>
      panel(
        factor,
        effects.filter((one) => one.factor === factor),
        domain,
        widest,
        f === factors.length - 1,
      ),
    ),
  } as TopLevelSpec;
}

function panel(
  factor: string,
  effects: readonly FactorEffect[],
  domain: readonly number[],
  widest: number,
  isLast: boolean,
) {
  const values = effects.map(({ level, averagePrecision, verdict, settings }) => ({
    level,
    effect: averagePrecision.value,
    ...averagePrecision.interval,
    color: verdictColor(verdict),
    told: `${verdict} (${settings} setting${settings === 1 ? '' : 's'})`,
  }));
  const levels = [effects[0].against, ...effects.map(({ level }) => level)];
  const y = {
    field: 'level',
    type: 'nominal',
    sort: levels,
    scale: { domain: levels },
    title: null,
    axis: { minExtent: widest + 8, labelFontSize: LABEL_SIZE },
  };
  const x = (field: string) => ({
    field,
    type: 'quantitative',
    title: isLast ? 'effect on average precision' : null,
    scale: { domain, nice: false },
    axis: { format: '+~g', labelExpr: "datum.value === 0 ? '0' : datum.label", tickCount: 7, labels: isLast },
  });
  const color = { field: 'color', type: 'nominal', scale: VERDICT_COLORS, legend: null };
  return {
    title: { text: factor, fontSize: 11, offset: 4 },
    width: 360,
    height: { step: 22 },
    layer: [
      { data: { values: [{ zero: 0 }] }, mark: { type: 'rule', color: '#444444' }, encoding: { x: x('zero') } },
      {
        data: { values: [{ level: effects[0].against, effect: 0 }] },
        mark: { type: 'point', filled: false, shape: 'square', size: 50, opacity: 1, color: '#444444' },
        encoding: { y, x: x('effect') },
      },
      {
        data: { values },
        mark: { type: 'rule', strokeWidth: 2 },
        encoding: { y, x: x('low'), x2: { field: 'high' }, color },
      },
      {
        data: { values },
        mark: { type: 'point', filled: true, shape: 'square', size: 60, opacity: 1 },
        encoding: { y, x: x('effect'), color },
      },
      {
        data: { values },
        mark: { type: 'text', align: 'left', dx: 10, fontSize: 11 },
        encoding: { y, x: { value: 'width' }, text: { field: 'told' } },
      },
    ],
  };
}
