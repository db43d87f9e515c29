import type { TopLevelSpec } from 'vega-lite';
import { PALE, PALETTE } from '../chart';
import { distinctNames } from '../displayName';

/** Numbers of features over time. */
export interface TimeByFeature {
  /** The rows of the map. */
  readonly features: readonly string[];
  /** The columns of the map, from the past to the present. */
  readonly steps: readonly string[];
  /** [steps, features] */
  readonly values: Float64Array;
}

export interface HeatMapOptions {
  readonly title: string;
  readonly subtitle: string;
  /** Of the colours. */
  readonly measure: string;
}

/** Time to the right, a line for each feature; blue below zero, orange above it, white at zero. */
export function heatMap(map: TimeByFeature, { title, subtitle, measure }: HeatMapOptions): TopLevelSpec {
  const { features, steps, values } = map;
  const F = features.length;
  const names = distinctNames(features, 40);
  const most = values.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0) || 1;
  // Two digits of the largest number; those of the smallest would not fit.
  const decimals = Math.max(0, 1 - Math.floor(Math.log10(most)));
  const isSigned = values.some((value) => value < 0);
  const scale = isSigned
    ? { domain: [-most, 0, most], range: [PALETTE[0], '#ffffff', PALETTE[1]] }
    : { domain: [0, most], range: ['#ffffff', PALETTE[0]] };
  return {
    title: { text: title, subtitle },
    width: { step: 44 },
    height: { step: 26 },
    data: {
      values: steps.flatMap((step, t) => names.map((feature, f) => ({ step, feature, value: values[t * F + f] }))),
    },
    encoding: {
      x: { field: 'step', type: 'nominal', sort: [...steps], title: 'steps, the latest last', axis: { labelAngle: 0 } },
      y: { field: 'feature', type: 'nominal', sort: names, title: null },
    },
    layer: [
      {
        mark: { type: 'rect', stroke: '#e8e8e8' },
        encoding: {
          color: {
            field: 'value',
            type: 'quantitative',
            scale: { ...scale, interpolate: 'lab' },
            legend: { title: measure, titleLimit: 0, gradientLength: 140, format: '.2~r' },
          },
        },
      },
      {
        mark: { type: 'text', fontSize: 9 },
        encoding: {
          text: { field: 'value', format: `.${decimals}f` },
          color: { condition: { test: `abs(datum.value) > ${0.8 * most}`, value: PALE }, value: '#222222' },
        },
      },
    ],
  } as TopLevelSpec;
}
