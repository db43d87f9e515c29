import type { TopLevelSpec } from 'vega-lite';
import { type ReliabilityBin, reliability } from '../../evaluation/probability';
import { wilson } from '../../evaluation/wilson';
import type { ResultSet } from '../../experiment/result';
import { PALETTE } from '../chart';
import { textWidth } from '../fontMetrics';
import { summarise } from '../summary';

const COLUMNS = 3;
const PANEL = 190;
const TITLE_SIZE = 11;
/** Bars of the histogram below each panel. */
const BARS = 24;

/**
 * How often what was predicted with a probability comes true, by bins of about equally many examples with Wilson's
 * interval; below, how many examples were given which probability. A panel a model; all axes grow with the square
 * root, so that rare outcomes have room and bins without a positive a place. Controls are left out; undefined when
 * nothing is left.
 */
export function reliabilityChart(set: ResultSet): TopLevelSpec | undefined {
  const panels = summarise(set)
    .rows.filter(({ control, name }) => !control && name !== 'majority')
    .map(({ title, score }) => ({ title, score, bins: binsOf(score, set.test.label) }));
  if (panels.length === 0) return undefined;
  const bins = panels.flatMap((panel) => panel.bins);
  const most = bins.reduce((far, { meanScore, high }) => Math.max(far, meanScore, high), 0);
  const domain = [0, Math.min(1, 1.05 * most)];
  const scale = { type: 'sqrt', domain, nice: false };
  const axis = { format: '.2~%', values: ticks(domain[1]), labelOverlap: true };
  const x = (field: string) => ({ field, type: 'quantitative', title: null, scale, axis: { ...axis, labels: false } });
  const y = (field: string) => ({ field, type: 'quantitative', title: 'share of positives', scale, axis });
  return {
    title: {
      text: set.experiment.title,
      subtitle: [
        `the seeds’ mean probability · ${sizesOf(bins)} examples a point · bars: Wilson’s 95 % interval, as if examples were independent`,
        'dashed: perfectly calibrated · below: number of examples by predicted probability · axes grow with the square root',
      ],
    },
    columns: COLUMNS,
    concat: panels.map(({ title, score, bins }) => ({
      title: { text: linesOf(title), fontSize: TITLE_SIZE, fontWeight: 'normal', offset: 6 },
      spacing: 4,
      vconcat: [
        {
          width: PANEL,
          height: PANEL,
          data: { values: bins },
          layer: [
            {
              data: { values: domain.map((at) => ({ at })) },
              mark: { type: 'line', strokeDash: [4, 3], color: '#666666', strokeWidth: 1 },
              encoding: { x: x('at'), y: y('at') },
            },
            {
              mark: { type: 'rule', strokeWidth: 1.4, color: PALETTE[0] },
              encoding: { x: x('meanScore'), y: y('low'), y2: { field: 'high' } },
            },
            {
              mark: { type: 'point', filled: true, size: 34, opacity: 1, color: PALETTE[0] },
              encoding: { x: x('meanScore'), y: y('positiveRate') },
            },
          ],
        },
        {
          width: PANEL,
          height: 34,
          data: { values: histogram(score, domain[1]) },
          mark: { type: 'bar', color: PALETTE[0], binSpacing: 0 },
          encoding: {
            x: { ...x('from'), title: 'predicted probability', axis },
            x2: { field: 'to' },
            y: {
              field: 'count',
              type: 'quantitative',
              title: null,
              scale: { type: 'sqrt', nice: false },
              // A format of the axis would write 0 in thousands, too.
              axis: { tickCount: 2, labelExpr: "format(datum.value, '~s')" },
            },
            y2: { datum: 0 },
          },
        },
      ],
    })),
  } as TopLevelSpec;
}

function binsOf(score: Float64Array, label: Uint8Array) {
  return reliability(score, label).map((bin) => ({ ...bin, ...wilson(bin.count * bin.positiveRate, bin.count) }));
}

/** "160", or "155 to 160", examples. */
function sizesOf(bins: readonly ReliabilityBin[]): string {
  const counts = bins.map(({ count }) => count);
  const ends = new Set([Math.min(...counts), Math.max(...counts)]);
  return [...ends].map((count) => count.toLocaleString('en')).join(' to ');
}

/** Numbers of scores in cells that are equally wide on an axis of square roots; the last cell holds what lies beyond. */
function histogram(score: Float64Array, most: number): { from: number; to: number; count: number }[] {
  const counts = new Int32Array(BARS);
  for (const value of score) counts[Math.min(BARS - 1, Math.floor(BARS * Math.sqrt(value / most)))]++;
  const edge = (b: number) => most * (b / BARS) ** 2;
  return Array.from(counts, (count, b) => ({ from: edge(b), to: edge(b + 1), count }));
}

/** A few round values up to `most`, closer together near 0, as the axis has more room there. */
function ticks(most: number): number[] {
  const values = [0, 0.0001, 0.001, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 1].filter(
    (value) => value <= most,
  );
  return values.filter((value) => value === 0 || Math.sqrt(value / most) > 0.15);
}

/** Breaks a title between words into lines that fit over a panel. */
function linesOf(title: string): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of title.split(' ')) {
    const longer = line ? `${line} ${word}` : word;
    if (line && textWidth(longer, TITLE_SIZE) > PANEL) {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  return [...lines, line];
}
