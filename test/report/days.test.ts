import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fromCSV } from 'arquero';
import { Random } from '../../src/base/random';
import { averagePrecision, mean } from '../../src/evaluation/ranking';
import { wilcoxon } from '../../src/evaluation/wilcoxon';
import type { ResultSet } from '../../src/experiment/result';
import { kindsChart } from '../../src/report/charts/kinds';
import { summariseDays } from '../../src/report/days';
import { resultTables, writeTables } from '../../src/report/tables';
import { contest, madeUpResults } from './madeUp';

const [DAYS, PER_DAY] = [14, 40];

/** Two folds of a week each; `keen` sees frauds of the first kind, `keener` those of the second, too. */
function frauds(): ResultSet {
  const random = Random.of(3, 'frauds');
  const n = DAYS * PER_DAY;
  const rows = Array.from({ length: n }, (_, i) => i);
  const of = Uint8Array.from(rows, (i) => (i % 10 === 0 ? 1 : i % 10 === 5 ? 2 : 0));
  const test = {
    customer: Int32Array.from(rows, () => random.int(60)),
    item: Int32Array.from(rows, (i) => i % 7),
    label: of.map((kind) => Number(kind > 0)),
    day: Int32Array.from(rows, (i) => 18000 + Math.floor(i / PER_DAY)),
    fold: Int32Array.from(rows, (i) => Math.floor((2 * i) / n)),
    kinds: { name: 'scenario', names: ['genuine', 'large', 'stolen'], of },
  };
  const scores = (seen: readonly number[]) =>
    [0, 1].map(() => Float32Array.from(of, (kind) => (seen.includes(kind) ? 0.5 : 0) + random.next() / 2));
  const set = madeUpResults(
    test,
    [
      { name: 'keen', scores: scores([1]) },
      { name: 'keener', scores: scores([1, 2]) },
      { name: 'blind', scores: scores([]) },
    ],
    [['keener', 'blind']],
  );
  const [keen, ...others] = set.rows;
  return {
    ...set,
    experiment: { ...set.experiment, ceiling: 'keen', source: 'a book' },
    rows: [
      {
        ...keen,
        published: { auc: 0.7, averagePrecision: 0.5, cardPrecisionAtK: 0.2 },
        runs: keen.runs.map((run, seed) => ({ ...run, branches: { eye: others[1].runs[seed].score } })),
      },
      ...others,
    ],
  };
}

describe('results day by day', () => {
  const set = frauds();
  const summary = summariseDays(set)!;

  it('are means over seeds of what each day alone gives', () => {
    const { score } = set.rows[1].runs[0];
    const other = set.rows[1].runs[1].score;
    summary.rows[1].daily.averagePrecision.forEach((value, d) => {
      const there = (_: number, i: number) => Math.floor(i / PER_DAY) === d;
      const label = set.test.label.filter(there);
      const expected = mean([score, other].map((one) => averagePrecision(one.filter(there), label)));
      ok(Math.abs(value - expected) < 1e-12);
    });
    deepEqual(summary.days, [...new Set(set.test.day)]);
  });

  it('are tested over days', () => {
    const [keen, blind] = [summary.rows[1], summary.rows[2]].map(({ daily }) => daily.auc);
    const [{ tests, foldsWon }] = summary.comparisons;
    equal(tests.auc.p, wilcoxon(keen.map((value, d) => value - blind[d])).p);
    ok(tests.auc.p < 0.001);
    equal(foldsWon, 2);
  });

  it('say which kind of positives a row finds', () => {
    // With fewer customers a day than cards, everybody is looked into.
    for (const { recall, recallByKind } of summary.rows) {
      equal(recall, 1);
      ok(Number.isNaN(recallByKind[0]));
      deepEqual(recallByKind.slice(1), [1, 1]);
    }
    const wide = { ...set, test: { ...set.test, customer: set.test.customer.map((_, i) => i) } };
    const crowd = { ...wide, test: { ...wide.test, day: wide.test.day!.map((day) => Math.floor(day / 7)) } };
    const [keen, keener, blind] = summariseDays(crowd)!.rows;
    const positives = 2 * (DAYS / 2) * (PER_DAY / 10);
    ok(keen.recallByKind[1] > 0.99 && keener.recallByKind[1] > 0.99 && keener.recallByKind[2] > 0.99);
    ok(keen.recallByKind[2] < 0.9, `${keen.recallByKind[2]} of the ${positives} stolen`);
    ok(blind.recall < 0.7);
    const [{ name, ...eye }] = keen.branches;
    equal(name, 'eye');
    deepEqual(eye, { recall: blind.recall, recallByKind: blind.recallByKind });
  });

  it('stand in tables and in a picture, and nowhere where no events are asked about', () => {
    const folder = mkdtempSync(join(tmpdir(), 'days-'));
    try {
      const paths = writeTables(set, folder);
      const markdown = readFileSync(paths[0], 'utf8');
      match(
        markdown,
        /## Day by day\n[\s\S]*## What 100 cards a day find\n[\s\S]*large \| stolen[\s\S]*keen, branch eye alone[\s\S]*2 of 2/,
      );
      match(markdown, /published AUC \/ AP[\s\S]*0\.700 \/ 0\.500[\s\S]*Published figures: a book\./);
      match(markdown, /In AUC, “keener” lies above “keen”: on these test examples by luck/);
      equal(fromCSV(readFileSync(join(folder, 'made-up-days.csv'), 'utf8')).numRows(), 3 * DAYS);
      ok(kindsChart(set));
    } finally {
      rmSync(folder, { recursive: true });
    }
    equal(kindsChart(contest()), undefined);
    deepEqual(
      resultTables(contest()).map(({ name }) => name),
      ['ranking', 'decisions', 'differences', 'cost'],
    );
  });
});
