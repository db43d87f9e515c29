import { type BlocksTest, blocksP } from '../evaluation/blocks';
import { cardPrecision } from '../evaluation/cardPrecision';
import { byGroup, pick, rowsByGroup } from '../evaluation/groups';
import { holm } from '../evaluation/holm';
import { TOP_CARDS } from '../evaluation/metrics';
import { averagePrecision, mean, rocAuc, type Scores } from '../evaluation/ranking';
import type { ResultSet, ScoredExamples } from '../experiment/result';

/** What is told day by day. */
export const DAILY = ['auc', 'averagePrecision', 'cardPrecision'] as const;
export type DailyMetric = (typeof DAILY)[number];

/** A metric of every day, in order of days. */
export type Daily = Readonly<Record<DailyMetric, readonly number[]>>;

/** How much of the positives a row or a branch finds, means over seeds. */
export interface Found {
  /** The share of positive events whose customer was looked into on the day or found before. */
  readonly recall: number;
  /** The same of the positives of each kind, in the order of kinds; NaN for a kind without any. */
  readonly recallByKind: readonly number[];
}

/** What a row does on each day, means over its seeds. */
export interface DailyRow extends Found {
  readonly name: string;
  readonly daily: Daily;
  /** What each branch of a late fusion alone finds. */
  readonly branches: readonly (Found & { readonly name: string })[];
}

/** Is the first row better than the second, day by day? */
export interface DailyComparison {
  readonly row: string;
  readonly against: string;
  /** Wilcoxon's test over days, with Holm's correction over all comparisons. */
  readonly tests: Readonly<Record<DailyMetric, BlocksTest>>;
  /** In how many folds the first has the higher average precision, a half for a tie. */
  readonly foldsWon: number;
}

export interface DailySummary {
  /** Days since 1970 on which there are both classes. */
  readonly days: readonly number[];
  readonly rows: readonly DailyRow[];
  readonly comparisons: readonly DailyComparison[];
}

/** What rows do day by day; undefined where the task does not ask about events. */
export function summariseDays(set: ResultSet): DailySummary | undefined {
  const { rows, test, experiment, folds } = set;
  const { day } = test;
  if (!day) return undefined;
  const found = rows.map(({ name, runs }) => {
    const seeds = runs.map(({ score }) => dailyOf(score, { ...test, day }));
    const byDay = (metric: DailyMetric) =>
      seeds[0].daily[metric].map((_, d) => mean(seeds.map(({ daily }) => daily[metric][d])));
    const branches = Object.keys(runs[0].branches ?? {}).map((branch) => ({
      name: branch,
      ...foundBy(
        runs.map((run) => dailyOf(run.branches![branch], { ...test, day }).caught),
        test,
      ),
    }));
    return {
      name,
      days: seeds[0].days,
      daily: Object.fromEntries(DAILY.map((metric) => [metric, byDay(metric)])) as unknown as Daily,
      ...foundBy(
        seeds.map(({ caught }) => caught),
        test,
      ),
      branches,
      byFold: folds.map((_, fold) => mean(runs.map((run) => run.folds[fold].metrics.averagePrecision))),
    };
  });
  const raw = experiment.comparisons.map(([row, against]) => {
    const [a, b] = [row, against].map((name) => found.find((one) => one.name === name)!);
    const tests = DAILY.map((metric) => [metric, blocksP(a.daily[metric], b.daily[metric])]);
    const foldsWon = a.byFold.reduce((sum, value, f) => sum + (Math.sign(value - b.byFold[f]) + 1) / 2, 0);
    return { row, against, foldsWon, tests: Object.fromEntries(tests) as Record<DailyMetric, BlocksTest> };
  });
  const corrected = DAILY.map((metric) => [metric, holm(raw.map(({ tests }) => tests[metric].p))] as const);
  return {
    days: found[0].days,
    rows: found.map(({ byFold: _, days: __, ...row }) => row),
    comparisons: raw.map((one, i) => ({
      ...one,
      tests: Object.fromEntries(corrected.map(([metric, p]) => [metric, { ...one.tests[metric], p: p[i] }])) as Record<
        DailyMetric,
        BlocksTest
      >,
    })),
  };
}

/** Each fold is a time of its own: who was found in one is not found in another. */
function dailyOf(score: Scores, { label, customer, day, fold }: ScoredExamples & { readonly day: Int32Array }) {
  const daily: Record<DailyMetric, number[]> = { auc: [], averagePrecision: [], cardPrecision: [] };
  const days: number[] = [];
  const caught = new Float64Array(label.length);
  for (const rows of rowsByGroup(fold).values()) {
    const there = pick(score, label, rows);
    const dayOf = Int32Array.from(rows, (row) => day[row]);
    const customers = Int32Array.from(rows, (row) => customer[row]);
    const cards = cardPrecision(there.score, there.label, customers, dayOf, TOP_CARDS);
    const [areas, precisions] = [rocAuc, averagePrecision].map((metric) =>
      byGroup(metric, there.score, there.label, dayOf),
    );
    cards.days.forEach((one, d) => {
      // A day of one class ranks nothing.
      if (!areas.has(one)) return;
      days.push(one);
      daily.auc.push(areas.get(one)!);
      daily.averagePrecision.push(precisions.get(one)!);
      daily.cardPrecision.push(cards.byDay[d]);
    });
    rows.forEach((row, i) => {
      caught[row] = cards.caught[i];
    });
  }
  return { days, daily, caught };
}

function foundBy(caught: readonly Float64Array[], test: ScoredExamples): Found {
  const recall = (kind?: number) => mean(caught.map((seed) => recallOf(seed, test, kind)));
  return { recall: recall(), recallByKind: (test.kinds?.names ?? []).map((_, kind) => recall(kind)) };
}

/** The share of positives, of one kind if given, that were caught. */
function recallOf(caught: Float64Array, { label, kinds }: ScoredExamples, kind?: number): number {
  let positives = 0;
  let sum = 0;
  for (let i = 0; i < label.length; i++) {
    if (!label[i] || (kind !== undefined && kinds!.of[i] !== kind)) continue;
    positives++;
    sum += caught[i];
  }
  return sum / positives;
}

/** The kinds that have positives: their places in the list of kinds. */
export function kindsOfPositives({ label, kinds }: ScoredExamples): number[] {
  if (!kinds) return [];
  return [...new Set(kinds.of.filter((_, i) => label[i]))].sort((a, b) => a - b);
}
