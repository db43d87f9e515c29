import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TopLevelSpec } from 'vega-lite';
import type { ResultSet } from '../../../src/experiment/result';
import { GREY, PALETTE, writeChart } from '../../../src/report/chart';
import { curveChart } from '../../../src/report/charts/curves';
import { forest } from '../../../src/report/charts/forest';
import { overview } from '../../../src/report/charts/overview';
import { reliabilityChart } from '../../../src/report/charts/reliability';
import { summarise } from '../../../src/report/summary';
import { temporaryFolder } from '../../helpers/temporaryFolder';
import { contest, madeUpResults, noisyResults } from '../madeUp';

type Value = Readonly<Record<string, number | string>>;

/** Everything in a chart that has this key, at any depth. */
function all(spec: unknown, key: string): unknown[] {
  if (typeof spec !== 'object' || spec === null) return [];
  return Object.entries(spec).flatMap(([name, value]) => [...(name === key ? [value] : []), ...all(value, key)]);
}

/** The data of a chart that have a given field. */
function valuesWith(spec: TopLevelSpec | undefined, field: string): Value[] {
  return all(spec, 'values')
    .flat()
    .filter((value): value is Value => typeof value === 'object' && value !== null && field in value);
}

/** Results of which one row gives all examples the same score. */
function withMajority(set: ResultSet): ResultSet {
  const { length } = set.test.label;
  const rate = set.test.label.reduce((sum, label) => sum + label, 0) / length;
  const rows = set.rows.map(({ name, control, runs }) => ({
    name,
    control,
    scores: runs.map((run) => run.score),
  }));
  const constant = rows[0].scores.map(() => new Float32Array(length).fill(rate));
  return madeUpResults(set.test, [{ name: 'majority', scores: constant }, ...rows]);
}

describe('charts', () => {
  const folder = temporaryFolder();
  const svgOf = async (spec: TopLevelSpec) =>
    readFileSync((await writeChart(spec, join(folder(), 'chart')))[0], 'utf8');

  describe('curves', () => {
    const many = noisyResults({ a: 0.1, b: 0.2, c: 0.4, d: 0.7, e: 1, f: 1.5, g: 2.5, h: 4 });

    it('draw precision from where it rests on positives, and nowhere else', () => {
      const positives = many.test.label.reduce((sum, label) => sum + label, 0);
      const points = valuesWith(curveChart(many), 'precision');
      const least = Math.min(...points.map(({ recall }) => Number(recall)));
      assert.ok(Math.round(least * positives) >= 10 && least < 0.1, `from ${least} of ${positives}`);
      assert.equal(Math.max(...points.map(({ recall }) => Number(recall))), 1);
    });

    it('take equal scores for one point', () => {
      const set = noisyResults({ a: 0.1, b: 0.2 }, { seeds: 1 });
      const halves = Float32Array.from(set.rows[0].runs[0].score, (score) => (score > 0.2 ? 0.3 : 0.1));
      const points = valuesWith(curveChart(madeUpResults(set.test, [{ name: 'a', scores: [halves] }])), 'precision');
      assert.equal(points.length, 2);
    });

    it('name the best models with AP and AUC and draw the rest as one', () => {
      const spec = curveChart(many);
      const [first] = [...summarise(many).rows].sort((a, b) => b.averagePrecision.value - a.averagePrecision.value);
      const lines = [...new Set(valuesWith(spec, 'precision').map(({ line }) => String(line)))];
      assert.equal(lines.length, 7);
      assert.equal(
        lines[0],
        `AP ${first.averagePrecision.value.toFixed(4)} · AUC ${first.auc.value.toFixed(3)} · ${first.name}`,
      );
      assert.equal(lines[6], '2 other models');
      const [range] = all(spec, 'range') as string[][];
      assert.deepEqual(range, [...PALETTE.slice(0, 6), GREY]);
    });
  });

  describe('overview', () => {
    it('leaves a constant score at the edge rather than stretch the axis to it', async () => {
      const set = withMajority(noisyResults({ a: 0.1, b: 0.2 }));
      const [auc] = all(overview(set), 'domain') as [number, number][];
      assert.ok(auc[0] > 0.6, `from ${auc[0]}`);
      assert.match(await svgOf(overview(set)), />0\.500</);
    });

    it('shows it in its place among rows that are no better', () => {
      const set = withMajority(noisyResults({ a: 0.1, b: 30 }));
      const [auc] = all(overview(set), 'domain') as [number, number][];
      assert.ok(auc[0] < 0.5, `from ${auc[0]}`);
      assert.equal(valuesWith(overview(set), 'text').length, 0);
    });

    it('has a domain when all rows are constant', async () => {
      const only = withMajority(noisyResults({ a: 1 }));
      assert.match(await svgOf(overview({ ...only, rows: only.rows.slice(0, 1) })), /<\/svg>/);
    });
  });

  describe('reliability', () => {
    it('counts every example, in bins with intervals and in the histogram', () => {
      const set = noisyResults({ a: 0.2, b: 1 });
      const bins = valuesWith(reliabilityChart(set), 'positiveRate');
      const bars = valuesWith(reliabilityChart(set), 'from');
      for (const values of [bins, bars])
        assert.equal(
          values.reduce((sum, { count }) => sum + Number(count), 0),
          2 * set.test.label.length,
        );
      for (const { low, positiveRate, high } of bins)
        assert.ok(low <= positiveRate && positiveRate <= high && low < high);
    });
  });

  describe('forest', () => {
    it('draws each comparison with its interval, in the colour of its verdict', async () => {
      const set = contest();
      const { comparisons } = summarise(set);
      const spec = forest(set);
      assert.ok(spec);
      const lines = valuesWith(spec, 'verdict');
      assert.deepEqual(
        lines.map(({ difference, low, high, verdict }) => [difference, low, high, verdict]),
        comparisons.map((one) => [
          one.averagePrecision.value,
          one.averagePrecision.interval.low,
          one.averagePrecision.interval.high,
          one.verdict,
        ]),
      );
      assert.deepEqual(
        lines.map(({ color }) => color),
        ['better', 'no difference shown', 'worse', comparisons[3].verdict],
      );
      const svg = await svgOf(spec);
      for (const { verdict } of comparisons) assert.ok(svg.includes(verdict), verdict);
    });

    it('is not drawn without comparisons', () => {
      assert.equal(forest(withMajority(noisyResults({ a: 1 }))), undefined);
    });
  });
});
