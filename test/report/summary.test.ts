import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { Random } from '../../src/base/random';
import { blocksP } from '../../src/evaluation/blocks';
import { bootstrap, bootstrapP, equivalenceP, interval, replicatesFor } from '../../src/evaluation/bootstrap';
import { delong } from '../../src/evaluation/delong';
import { byGroup } from '../../src/evaluation/groups';
import { holm } from '../../src/evaluation/holm';
import { USUAL_MARGINS } from '../../src/evaluation/pair';
import { averagePrecision, rocAuc } from '../../src/evaluation/ranking';
import { overSeeds, summarise } from '../../src/report/summary';
import { contest, madeUpResults, noisyResults } from './madeUp';

describe('summary of an experiment', () => {
  it('has the mean and the standard deviation over seeds', () => {
    const test = {
      customer: Int32Array.of(0, 0, 1, 1),
      item: new Int32Array(4).fill(-1),
      label: Uint8Array.of(0, 1, 0, 1),
    };
    const score = Float32Array.of(0.1, 0.9, 0.2, 0.8);
    const { rows } = summarise(
      madeUpResults(test, [
        { name: 'three', scores: [score, score, score], metrics: [{ f1: 0.1 }, { f1: 0.2 }, { f1: 0.6 }] },
        { name: 'one', scores: [score] },
      ]),
    );
    const [three, one] = rows;
    ok(Math.abs(three.mean.f1 - 0.3) < 1e-12);
    // (0.2² + 0.1² + 0.3²) / 2 = 0.07
    ok(Math.abs(three.std.f1 - Math.sqrt(0.07)) < 1e-12);
    equal(three.seeds, 3);
    equal(one.mean.auc, 1);
    ok(Number.isNaN(one.std.auc), 'one seed does not vary');
    ok(Number.isNaN(one.mean.macroAuc), 'a task without items has no mean over items');
    const half = [{ precision: Number.NaN }, { precision: 0.5 }];
    const partly = madeUpResults(test, [{ name: 'partly', scores: [score, score], metrics: half }]);
    ok(Number.isNaN(summarise(partly).rows[0].mean.precision), 'no mean of what one seed leaves undefined');
    equal(overSeeds(partly).numRows(), Object.keys(one.mean).length);
  });

  it('estimates with the mean probability over the seeds, within its interval', () => {
    const set = contest();
    summarise(set).rows.forEach((row, r) => {
      const runs = set.rows[r].runs.map((run) => run.score);
      const mean = Float64Array.from(runs[0], (_, i) => runs.reduce((sum, one) => sum + one[i], 0) / runs.length);
      row.score.forEach((score, i) => {
        ok(Math.abs(score - mean[i]) < 1e-12);
      });
      equal(row.auc.value, rocAuc(row.score, set.test.label));
      equal(row.averagePrecision.value, averagePrecision(row.score, set.test.label));
      for (const { low, value, high } of [row.auc, row.averagePrecision]) {
        ok(low < value && value < high, `${low} ${value} ${high}`);
        ok(high - low < 0.15, 'an interval that says something');
      }
    });
  });

  it('compares rows by the tests of the evaluation, with Holm’s correction', () => {
    const set = contest();
    const { rows, comparisons, replicates } = summarise(set);
    const { label, customer, item } = set.test;
    equal(replicates, replicatesFor(comparisons.length));
    const samples = bootstrap(
      rows.map(({ score }) => score),
      label,
      customer,
      replicates,
      Random.of(0, 'bootstrap'),
    );
    const pairs = set.experiment.comparisons.map((pair) =>
      pair.map((name) => rows.findIndex((row) => row.name === name)),
    );
    const differences = (metric: 'auc' | 'averagePrecision') =>
      pairs.map(([a, b]) => samples[a][metric].map((value, i) => value - samples[b][metric][i]));
    const precisions = differences('averagePrecision');
    deepEqual(
      comparisons.map(({ auc }) => auc.p),
      holm(pairs.map(([a, b]) => delong(rows[a].score, rows[b].score, label, customer).p)),
    );
    deepEqual(
      comparisons.map(({ averagePrecision: { p } }) => p),
      holm(precisions.map((one) => bootstrapP(one).p)),
    );
    deepEqual(
      comparisons.map((one) => [one.auc.interval, one.averagePrecision.interval]),
      differences('auc').map((one, i) => [interval(one), interval(precisions[i])]),
    );
    const margin = (b: number) => samples[b].averagePrecision.map((value) => USUAL_MARGINS.averagePrecision * value);
    deepEqual(
      comparisons.map((one) => one.averagePrecision.equivalence.p),
      holm(precisions.map((one, i) => equivalenceP(one, margin(pairs[i][1])).p)),
    );
    const byItem = rows.map(({ score }) => [...byGroup(averagePrecision, score, label, item).values()]);
    deepEqual(
      comparisons.map(({ blocks }) => blocks.p),
      holm(pairs.map(([a, b]) => blocksP(byItem[a], byItem[b]).p)),
    );
    comparisons.forEach(({ auc, averagePrecision: precision }, i) => {
      const [a, b] = pairs[i].map((r) => rows[r]);
      ok(Math.abs(auc.value - (a.auc.value - b.auc.value)) < 1e-12);
      equal(precision.value, a.averagePrecision.value - b.averagePrecision.value);
    });
  });

  it('calls better what is better, worse what is worse, and equals equal', () => {
    const { comparisons } = summarise(contest());
    const [better, twins, worse, blinds] = comparisons;
    equal(better.verdict, 'better');
    equal(worse.verdict, 'worse');
    match(twins.verdict, /^equivalent within ±0\.01 AUC, ±5\u00a0% AP$/);
    deepEqual([twins.auc.value, twins.averagePrecision.value, twins.auc.p, twins.averagePrecision.p], [0, 0, 1, 1]);
    ok(blinds.auc.p > better.auc.p);
  });

  describe('over folds', () => {
    const set = noisyResults({ keen: 0.2, blind: 4 }, { folds: 6, customers: 600 });
    const { label, fold, item } = set.test;
    const { rows, comparisons } = summarise(set);
    const ofFold = (metric: typeof rocAuc, score: Float64Array, f: number) => {
      const here = (_: number, i: number) => fold[i] === f;
      return metric(score.filter(here), label.filter(here));
    };
    const folds = [0, 1, 2, 3, 4, 5];
    const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
    const near = (a: number, b: number) => ok(Math.abs(a - b) < 1e-12, `${a} ${b}`);

    it('gives the mean of what each fold reaches', () => {
      for (const row of rows) {
        near(row.auc.value, mean(folds.map((f) => ofFold(rocAuc, row.score, f))));
        near(row.averagePrecision.value, mean(folds.map((f) => ofFold(averagePrecision, row.score, f))));
      }
    });

    it('has the standard deviation over seeds of their means over folds, not over single trials', () => {
      rows.forEach(({ mean: means, std }, r) => {
        const seeds = set.rows[r].runs.map((run) => mean(run.folds.map(({ metrics }) => metrics.auc)));
        near(means.auc, mean(seeds));
        near(std.auc, Math.sqrt(seeds.reduce((sum, auc) => sum + (auc - mean(seeds)) ** 2, 0) / (seeds.length - 1)));
      });
    });

    it('tests over folds as blocks from six on, over items for fewer', () => {
      const perFold = rows.map(({ score }) => folds.map((f) => ofFold(averagePrecision, score, f)));
      equal(comparisons[0].blocks.p, blocksP(perFold[0], perFold[1]).p);
      const five = noisyResults({ keen: 0.2, blind: 4 }, { folds: 5, customers: 600 });
      const scores = summarise(five).rows.map(({ score }) => score);
      const perItem = scores.map((score) => [...byGroup(averagePrecision, score, five.test.label, item).values()]);
      equal(summarise(five).comparisons[0].blocks.p, blocksP(perItem[0], perItem[1]).p);
    });

    it('compares by DeLong’s test within folds', () => {
      const [{ auc }] = comparisons;
      const { p, difference } = delong(rows[0].score, rows[1].score, label, set.test.customer, fold);
      equal(auc.p, p);
      near(auc.value, difference);
    });
  });

  it('tells what is not shown from what is shown to be alike, and from what cannot be tested', () => {
    const { test, rows } = noisyResults({ keen: 0.2, similar: 0.25 }, { customers: 20 });
    const pair = rows.map((row) => ({ name: row.name, scores: row.runs.map((run) => run.score) }));
    const verdict = (label: Uint8Array, customer = test.customer) =>
      summarise(madeUpResults({ ...test, label, customer }, pair, [['keen', 'similar']])).comparisons[0];
    equal(verdict(test.label).verdict, 'no difference shown');
    const one = verdict(test.label, new Int32Array(test.label.length));
    equal(one.verdict, 'cannot be tested');
    ok(one.auc.reason && one.averagePrecision.reason && one.averagePrecision.equivalence.reason);
  });

  it('has samples enough for the smallest p-value to count after correction', () => {
    const set = contest();
    const many = Array.from({ length: 30 }, () => ['keen', 'blind'] as const);
    for (const { averagePrecision: difference } of summarise({
      ...set,
      experiment: { ...set.experiment, comparisons: many },
    }).comparisons) {
      equal(difference.p, difference.floor);
      ok(difference.p < 0.01);
    }
  });
});
