import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fromCSV } from 'arquero';
import type { ResultSet, RunResult } from '../../src/experiment/result';
import { conclusions } from '../../src/report/conclusions';
import { costOf, costTable } from '../../src/report/costTable';
import { effectsOf } from '../../src/report/effects';
import { effectTable } from '../../src/report/effectTable';
import { writeFigures } from '../../src/report/figures';
import { summarise } from '../../src/report/summary';
import { writeTables } from '../../src/report/tables';
import { temporaryFolder } from '../helpers/temporaryFolder';
import { noisyResults } from './madeUp';

/** A design of branches, and of layers where there is a graph. */
const LEVELS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  both: { branches: 'both', layer: 'sage' },
  'both, gat': { branches: 'both', layer: 'gat' },
  sequence: { branches: 'sequence' },
  graph: { branches: 'graph', layer: 'sage' },
  'graph, gat': { branches: 'graph', layer: 'gat' },
};

function designed(): ResultSet {
  const set = noisyResults({
    both: 0.2,
    'both, gat': 0.25,
    sequence: 4,
    graph: 1,
    'graph, gat': 1.2,
    'x, shuffled': 5,
  });
  const rows = set.rows.map((row) => ({ ...row, levels: LEVELS[row.name] }));
  return { ...set, rows, experiment: { ...set.experiment, comparisons: [] } };
}

describe('effects of factors', () => {
  const set = designed();
  const folder = temporaryFolder();

  it('are mean differences over rows that agree in the factors that are a question for both', () => {
    const { rows } = summarise(set);
    const ap = (name: string) => rows.find((row) => row.name === name)!.averagePrecision.value;
    const effects = effectsOf(set);
    deepEqual(
      effects.map(({ factor, level, against, settings }) => [factor, level, against, settings]),
      [
        ['branches', 'sequence', 'both', 2],
        ['branches', 'graph', 'both', 2],
        ['layer', 'gat', 'sage', 2],
      ],
    );
    const expected = [
      ap('sequence') - (ap('both') + ap('both, gat')) / 2,
      (ap('graph') + ap('graph, gat') - ap('both') - ap('both, gat')) / 2,
      (ap('both, gat') + ap('graph, gat') - ap('both') - ap('graph')) / 2,
    ];
    effects.forEach(({ averagePrecision: { value, interval } }, i) => {
      ok(Math.abs(value - expected[i]) < 1e-12);
      ok(interval.low < value && value < interval.high);
    });
    equal(effects[0].verdict, 'worse');
  });

  it('stand in Markdown, LaTeX, CSV, a picture and the paragraph; nowhere without a design', async () => {
    writeTables(set, folder());
    const read = (file: string) => readFileSync(join(folder(), file), 'utf8');
    for (const file of ['made-up.md', 'made-up.tex']) match(read(file), /sequence against both/);
    const lines = fromCSV(read('made-up-effects.csv')).objects() as { averagePrecision_difference: number }[];
    deepEqual(
      lines.map((line) => line.averagePrecision_difference),
      effectsOf(set).map(({ averagePrecision }) => averagePrecision.value),
    );
    match(conclusions(set), /Of the factors’ levels, shown to hurt: branches “sequence” against “both” \(−0\.\d{4} AP/);
    const drawn = await writeFigures(set, folder());
    const svg = readFileSync(drawn.find((path) => path.endsWith('effects.svg'))!, 'utf8');
    for (const told of ['branches', 'layer', 'sage', 'gat', 'worse (2 settings)']) ok(svg.includes(told), told);
    const plain = { ...set, rows: set.rows.map((row) => ({ ...row, levels: undefined })) };
    equal(effectTable(plain), undefined);
    ok(!(await writeFigures(plain, folder())).some((path) => path.includes('effects')));
  });
});

describe('cost of rows', () => {
  const { rows } = noisyResults({ one: 1, other: 2 }, { seeds: 2, folds: 2, items: 2 });
  const trial = (run: RunResult, train: number, diagnostics: RunResult['diagnostics'], peakMemoryMB: number) => ({
    ...run,
    seconds: { train, predict: 1 },
    diagnostics,
    environment: { ...run.environment, peakMemoryMB },
  });

  it('is that of a seed over all folds, and of a stack that of its members too', () => {
    const [one, other] = rows;
    const trees = one.runs.map((run) => ({
      ...run,
      folds: run.folds.map((fold) => trial(fold, 3, { trees: 40 }, 300)),
    }));
    const stack = other.runs.map((run, seed) => ({
      ...run,
      folds: run.folds.map((fold) => trial(fold, 0.5, { weights: [1, 1] }, 50)),
      members: [
        ...trees[seed].folds,
        ...run.folds.map((fold, f) => ({
          ...trial(fold, 10 * (1 + seed), { parameters: 1234 }, 800 - 100 * f),
          configuration: { ...fold.configuration, model: { name: 'network' } },
        })),
      ],
    }));
    deepEqual(costOf({ ...one, runs: trees }), { train: [6, 6], predict: [2, 2], memory: 300, size: '40 trees' });
    deepEqual(costOf({ ...other, runs: stack }), {
      train: [27, 47],
      predict: [6, 6],
      memory: 700,
      size: '1,234 + 40 trees',
    });
    const { grid } = costTable({ ...noisyResults({ one: 1 }), rows: [{ ...other, runs: stack }] });
    deepEqual(grid.blocks[0][0].slice(1), [{ value: '37', spread: '± 14' }, '6.00', '700', '1,234 + 40 trees']);
  });

  it('has a dash for a size that is not known', () => {
    equal(costOf(rows[0]).size, '–');
    const logistic = rows[0].runs.map((run) => ({
      ...run,
      folds: run.folds.map((fold) => trial(fold, 1, { coefficients: { a: 1, b: 2 }, intercept: 0 }, 1)),
    }));
    equal(costOf({ ...rows[0], runs: logistic }).size, '3');
  });
});
