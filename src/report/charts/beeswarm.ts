import type { TopLevelSpec } from 'vega-lite';
import { type ExplainedTable, rankColumns } from '../../explain/attributions';
import { GREY, PALETTE } from '../chart';
import { distinctNames } from '../displayName';

/** Columns that are drawn, the most important ones. */
const COLUMNS = 15;
/** Rows that are drawn at most: more only darken the same shapes. */
const ROWS = 400;
/** Places along the axis within which points are stacked, and the most that a swarm is high, in points. */
const PLACES = 120;
const HIGHEST = 14;
/** The shares of a column's values below and above which all have the same colour, so that one outlier does not fade the rest. */
const COLOR_ENDS = [0.05, 0.95] as const;

/**
 * Contributions to each row's output, a point each: one line a column, the column that moves outputs most on top. Points
 * are coloured by the value of the input, from low to high, and hollow where there is none: where it is missing, or no number.
 */
export function beeswarm(explained: ExplainedTable, title: string): TopLevelSpec {
  const { attributions, table } = explained;
  const ranked = rankColumns(attributions);
  // A single one more has room.
  const shown = ranked.slice(0, ranked.length === COLUMNS + 1 ? ranked.length : COLUMNS);
  const rows = sampled(attributions.rows);
  const F = attributions.columns.length;
  const names = distinctNames(
    shown.map(({ name }) => name),
    40,
  );
  const extent = shown.flatMap(({ column }) => rows.map((row) => attributions.values[row * F + column]));
  const [least, most] = [Math.min(0, ...extent), Math.max(0, ...extent)];
  const points = shown.flatMap(({ column }, s) => {
    const values = rows.map((row) => attributions.values[row * F + column]);
    const inputs = rows.map((row) => table.values[row * F + column]);
    const shades = shadesOf(inputs);
    const heights = stack(values, least, most);
    return rows.map((_, i) => ({
      name: names[s],
      value: values[i],
      height: heights[i],
      ...(shades[i] === undefined ? { missing: true } : { shade: shades[i] }),
    }));
  });
  const encoding = {
    y: { field: 'name', type: 'nominal', sort: names, title: null, scale: { paddingInner: 0.1 } },
    yOffset: { field: 'height', type: 'quantitative', scale: { domain: [-HIGHEST, HIGHEST] } },
    x: {
      field: 'value',
      type: 'quantitative',
      title: `contribution to the ${attributions.scale}`,
      scale: { domain: [least, most], nice: true },
    },
  };
  return {
    title: {
      text: title,
      subtitle: `${rows.length} of ${attributions.rows} rows · colour: the value of the input, hollow where there is none${rest(F - shown.length)}`,
    },
    width: 460,
    height: { step: 30 },
    data: { values: points },
    layer: [
      {
        data: { values: [{ zero: 0 }] },
        mark: { type: 'rule', color: '#888888' },
        encoding: { x: { field: 'zero', type: 'quantitative' } },
      },
      {
        transform: [{ filter: 'datum.missing' }],
        mark: { type: 'point', size: 12, strokeWidth: 0.8, color: GREY },
        encoding,
      },
      {
        transform: [{ filter: '!datum.missing' }],
        mark: { type: 'circle', size: 14, opacity: 0.9 },
        encoding: {
          ...encoding,
          color: {
            field: 'shade',
            type: 'quantitative',
            scale: { domain: [0, 1], range: [PALETTE[0], PALETTE[1]], interpolate: 'lab' },
            legend: {
              title: 'input',
              gradientLength: 140,
              values: [0, 1],
              labelExpr: "datum.value < 0.5 ? 'low' : 'high'",
            },
          },
        },
      },
    ],
  } as TopLevelSpec;
}

function rest(columns: number): string {
  return columns > 0 ? ` · ${columns} lesser columns are left out` : '';
}

/** Rows at even distances. */
function sampled(rows: number): number[] {
  const count = Math.min(rows, ROWS);
  return Array.from({ length: count }, (_, i) => Math.floor((i * rows) / count));
}

/** Each value's place from 0 to 1 between the ends of its column; undefined where it is missing. */
function shadesOf(values: readonly number[]): (number | undefined)[] {
  const present = values.filter((value) => !Number.isNaN(value)).sort((a, b) => a - b);
  const [low, high] = COLOR_ENDS.map((share) => present[Math.round(share * (present.length - 1))]);
  // Of few distinct values, as of a flag that is rarely set, the ends may be alike.
  const [from, to] = low < high ? [low, high] : [present[0], present[present.length - 1]];
  return values.map((value) => {
    if (Number.isNaN(value)) return undefined;
    return to > from ? Math.min(1, Math.max(0, (value - from) / (to - from))) : 0.5;
  });
}

/** How far above or below its line each point stands, so that points of about the same value do not hide each other. */
function stack(values: readonly number[], least: number, most: number): number[] {
  const count = new Map<number, number>();
  const places = values.map((value) => Math.round(((value - least) / (most - least || 1)) * PLACES));
  const ranks = places.map((place) => {
    const rank = count.get(place) ?? 0;
    count.set(place, rank + 1);
    return rank;
  });
  const highest = Math.max(...count.values());
  const step = Math.min(1, (2 * HIGHEST) / highest);
  // One above, one below, and so on outwards.
  return ranks.map((rank) => (rank % 2 ? 1 : -1) * Math.ceil(rank / 2) * step);
}
