import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TopLevelSpec } from 'vega-lite';
import type { ExplainedTable } from '../../../src/explain/attributions';
import { writeChart } from '../../../src/report/chart';
import { beeswarm } from '../../../src/report/charts/beeswarm';
import { heatMap } from '../../../src/report/charts/heatMap';
import { importance } from '../../../src/report/charts/importance';
import { waterfall } from '../../../src/report/charts/waterfall';
import { temporaryFolder } from '../../helpers/temporaryFolder';

type Value = Readonly<Record<string, number | string | boolean>>;

/** The data of the chart itself, not of a layer. */
function dataOf(spec: TopLevelSpec): Value[] {
  return (spec as unknown as { data: { values: Value[] } }).data.values;
}

const HOSTILE = `<b>&"'\u0000\u202e`;

/** Rows of which column c contributes −c, c, −c, c, … and whose input is missing in every third. */
function madeUp(rows: number, columns: readonly string[]): ExplainedTable {
  const F = columns.length;
  const values = Float64Array.from({ length: rows * F }, (_, i) => (Math.floor(i / F) % 2 ? 1 : -1) * (i % F));
  const inputs = Float32Array.from(values, (value, i) => (Math.floor(i / F) % 3 === 0 ? Number.NaN : value));
  return {
    attributions: { columns, rows, base: 0.5, scale: 'log-odds', values },
    table: { rows, columns, values: inputs },
  };
}

describe('charts of contributions', () => {
  const folder = temporaryFolder();
  const svgOf = async (spec: TopLevelSpec) =>
    readFileSync((await writeChart(spec, join(folder(), 'chart')))[0], 'utf8');

  describe('beeswarm', () => {
    const explained = madeUp(1000, ['nothing', 'little', HOSTILE]);

    it('has the column that moves outputs most on top, and marks missing inputs', async () => {
      const spec = beeswarm(explained, 'Title');
      const points = dataOf(spec);
      assert.deepEqual([...new Set(points.map(({ name }) => name))], ['<b>&"\'', 'little', 'nothing']);
      assert.equal(points.length, 3 * 400);
      const missing = Array.from({ length: 400 }, (_, i) => Math.floor(2.5 * i)).filter((row) => row % 3 === 0);
      assert.equal(points.filter((point) => point.missing).length, 3 * missing.length);
      for (const { shade, missing: hollow } of points) assert.ok(hollow || (Number(shade) >= 0 && Number(shade) <= 1));
      const svg = await svgOf(spec);
      assert.match(svg, /&lt;b&gt;/);
      assert.doesNotMatch(svg, /<b>/);
      // Points of one value are spread, those that differ are not.
      const heights = new Set(points.map(({ height }) => height));
      assert.ok(heights.size > 100 && Math.max(...points.map(({ height }) => Math.abs(Number(height)))) <= 14.01);
    });

    it('keeps columns apart whose names are cut to the same', () => {
      const long = 'a name that goes on and on and on until nobody reads it, part';
      const names = new Set(dataOf(beeswarm(madeUp(10, [`${long} 1`, `${long} 2`]), 'Title')).map(({ name }) => name));
      assert.equal(names.size, 2);
    });

    it('draws one row, and rows whose inputs are all missing', async () => {
      const { attributions, table } = madeUp(1, ['a', 'b']);
      assert.match(await svgOf(beeswarm({ attributions, table }, 'Title')), /<svg/);
    });
  });

  it('bars: the longest first, the others’ mean last, intervals where there are some', async () => {
    const bars = Array.from({ length: 18 }, (_, i) => ({ name: `x${i}`, value: i, low: i - 0.5, high: i + 0.5 }));
    const spec = importance(bars, { title: 'Title', subtitle: 'Subtitle', measure: 'measure' });
    const drawn = dataOf(spec);
    assert.deepEqual(
      drawn.map(({ name }) => name),
      [...Array.from({ length: 15 }, (_, i) => `x${17 - i}`), '3 others, mean'],
    );
    assert.equal(drawn.at(-1)!.value, 1);
    assert.match(await svgOf(spec), /measure/);
  });

  it('waterfall: from the base to the output without a gap', async () => {
    const columns = Array.from({ length: 20 }, (_, c) => `x${c}`);
    const explained = madeUp(2, columns);
    const spec = waterfall(explained, 1, HOSTILE);
    const bars = dataOf(spec);
    assert.equal(bars.length, 13);
    assert.equal(bars[0].from, 0.5);
    bars.slice(1).forEach((bar, b) => {
      assert.equal(bar.from, bars[b].to);
    });
    assert.ok(Math.abs(Number(bars.at(-1)!.to) - (0.5 + 190)) < 1e-9);
    assert.equal(bars[0].name, 'x19 = 19');
    assert.equal(bars.at(-1)!.name, '8 other columns');
    const svg = await svgOf(spec);
    assert.match(svg, /\+19/);
    assert.match(await svgOf(waterfall(explained, 0, 'Title')), /x19 = missing/);
  });

  it('waterfall: what is no number stands there by its name', () => {
    const { attributions, table } = madeUp(2, ['x', 'sequence']);
    const values = table.values.map((value, i) => (i % 2 ? Number.NaN : value));
    const names = dataOf(waterfall({ attributions, table: { ...table, values } }, 1, 'Title')).map(({ name }) => name);
    assert.deepEqual(names, ['sequence', 'x = 0']);
  });

  it('heat map: every cell once, zero in white where there are both signs', async () => {
    const map = { features: ['a', 'b'], steps: ['−2', '−1'], values: Float64Array.of(0, -1, 2, 3) };
    const spec = heatMap(map, { title: 'Title', subtitle: 'Subtitle', measure: 'measure' });
    assert.deepEqual(
      dataOf(spec).map(({ step, feature, value }) => [step, feature, value]),
      [
        ['−2', 'a', 0],
        ['−2', 'b', -1],
        ['−1', 'a', 2],
        ['−1', 'b', 3],
      ],
    );
    assert.match(await svgOf(spec), /(#fff|white|rgb\(255, 255, 255\))/);
  });
});
