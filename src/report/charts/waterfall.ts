import type { TopLevelSpec } from 'vega-lite';
import { type ExplainedTable, outputs } from '../../explain/attributions';
import { PALETTE } from '../chart';
import { distinctNames } from '../displayName';

/** Columns that have a bar of their own. */
const BARS = 12;

interface Bar {
  readonly name: string;
  readonly change: number;
  readonly from: number;
  readonly to: number;
}

/** How one row's output comes about: from the base, contribution by contribution, the largest first. */
export function waterfall(explained: ExplainedTable, row: number, title: string): TopLevelSpec {
  const { attributions, table } = explained;
  const F = attributions.columns.length;
  // What has no value in any row, such as a sequence, is no number: it stands there by its name.
  const isNumber = attributions.columns.map((_, f) => {
    for (let i = f; i < table.values.length; i += F) if (!Number.isNaN(table.values[i])) return true;
    return false;
  });
  const changes = distinctNames(attributions.columns, 40)
    .map((name, f) => ({
      name: isNumber[f] ? `${name} = ${shown(table.values[row * F + f])}` : name,
      change: attributions.values[row * F + f],
    }))
    .sort((a, b) => Math.abs(b.change) - Math.abs(a.change));
  // A single one more has room.
  const count = changes.length === BARS + 1 ? changes.length : BARS;
  const others = changes.slice(count);
  const steps = changes.slice(0, count);
  if (others.length)
    steps.push({ name: `${others.length} other columns`, change: others.reduce((sum, { change }) => sum + change, 0) });
  let at = attributions.base;
  const bars: Bar[] = steps.map(({ name, change }) => {
    const from = at;
    at += change;
    return { name, change, from, to: at };
  });
  const output = outputs(attributions)[row];
  const ends = [attributions.base, ...bars.map(({ to }) => to)];
  const room = 0.18 * (Math.max(...ends) - Math.min(...ends)) || 0.01;
  const y = { field: 'name', type: 'nominal', sort: bars.map(({ name }) => name), title: null };
  const x = (field: string) => ({
    field,
    type: 'quantitative',
    title: attributions.scale,
    scale: { domain: [Math.min(...ends) - room, Math.max(...ends) + room], nice: false, zero: false },
  });
  const change = (sign: 'rise' | 'fall') => ({
    transform: [{ filter: sign === 'rise' ? 'datum.change >= 0' : 'datum.change < 0' }],
    mark: { type: 'text', align: sign === 'rise' ? 'left' : 'right', dx: sign === 'rise' ? 5 : -5, fontSize: 10 },
    encoding: { y, x: x('to'), text: { field: 'change', format: '+.3~r' } },
  });
  return {
    title: {
      text: title,
      subtitle: `from the base ${shown(attributions.base)} (dashed) to ${shown(output)}, ${attributions.scale}`,
    },
    width: 420,
    height: { step: 24 },
    data: { values: bars },
    layer: [
      {
        data: { values: [{ at: attributions.base }] },
        mark: { type: 'rule', strokeDash: [4, 3], color: '#666666' },
        encoding: { x: x('at') },
      },
      {
        mark: { type: 'bar', height: 15 },
        encoding: {
          y,
          x: x('from'),
          x2: { field: 'to' },
          color: {
            condition: { test: 'datum.change >= 0', value: PALETTE[1] },
            value: PALETTE[0],
          },
        },
      },
      change('rise'),
      change('fall'),
    ],
  } as TopLevelSpec;
}

function shown(value: number): string {
  if (Number.isNaN(value)) return 'missing';
  const text = Math.abs(value) >= 1e6 ? value.toExponential(2) : String(Number(value.toPrecision(4)));
  return text.replace('-', '−');
}
