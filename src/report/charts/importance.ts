import type { TopLevelSpec } from 'vega-lite';
import { GREY, PALETTE } from '../chart';
import { distinctNames } from '../displayName';

/** One bar, with its interval where it has one. */
export interface ImportanceBar {
  readonly name: string;
  readonly value: number;
  readonly low?: number;
  readonly high?: number;
}

export interface ImportanceOptions {
  readonly title: string;
  readonly subtitle: string;
  /** Of the axis. */
  readonly measure: string;
}

/** Bars that are drawn; what the others add up to is one more, where they add up. */
const BARS = 15;

/** Horizontal bars, the longest on top, with whiskers for the intervals that are given. */
export function importance(
  bars: readonly ImportanceBar[],
  { title, subtitle, measure }: ImportanceOptions,
): TopLevelSpec {
  const sorted = [...bars].sort((a, b) => b.value - a.value);
  const names = distinctNames(
    sorted.map(({ name }) => name),
    40,
  );
  // A single one more has room.
  const count = sorted.length === BARS + 1 ? sorted.length : BARS;
  const shown = sorted.slice(0, count).map((bar, b) => ({ ...bar, name: names[b], rest: false }));
  const others = sorted.slice(count);
  if (others.length)
    shown.push({
      name: `${others.length} others, mean`,
      rest: true,
      value: others.reduce((sum, { value }) => sum + value, 0) / others.length,
    });
  const y = { field: 'name', type: 'nominal', sort: shown.map(({ name }) => name), title: null };
  const x = { field: 'value', type: 'quantitative', title: measure, axis: { tickCount: 5 } };
  const hasInterval = shown.filter(({ low, high }) => low !== undefined && high !== undefined);
  return {
    title: { text: title, subtitle },
    width: 400,
    height: { step: 22 },
    data: { values: shown },
    layer: [
      {
        mark: { type: 'bar', height: 14 },
        encoding: {
          y,
          x,
          color: {
            field: 'rest',
            type: 'nominal',
            scale: { domain: [false, true], range: [PALETTE[0], GREY] },
            legend: null,
          },
        },
      },
      {
        data: { values: hasInterval },
        mark: { type: 'rule', strokeWidth: 1.5, color: '#222222' },
        encoding: { y, x: { field: 'low', type: 'quantitative' }, x2: { field: 'high' } },
      },
      {
        mark: { type: 'text', align: 'left', dx: 6, fontSize: 10 },
        encoding: {
          y,
          x: { field: hasInterval.length ? 'end' : 'value', type: 'quantitative' },
          text: { field: 'value', format: '.2~r' },
        },
        transform: [
          { calculate: 'isValid(datum.high) ? max(datum.high, datum.value, 0) : max(datum.value, 0)', as: 'end' },
        ],
      },
    ],
  } as TopLevelSpec;
}
