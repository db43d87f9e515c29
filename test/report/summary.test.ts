import { deepEqual, equal, ok } from 'node:assert/strict';
import { Random } from '../../src/base/random';
import { bootstrap, bootstrapP, interval } from '../../src/evaluation/bootstrap';
import { delong } from '../../src/evaluation/delong';
import { holm } from '../../src/evaluation/holm';
import { averagePrecision, rocAuc } from '../../src/evaluation/ranking';
import { wilcoxon } from '../../src/evaluation/wilcoxon';
import { REPLICATES, summarise } from '../../src/report/summary';
import { contest, madeUpResults } from './madeUp';

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
    ok(Math.abs(three.deviation.f1 - Math.sqrt(0.07)) < 1e-12);
    equal(three.seeds, 3);
    equal(one.mean.auc, 1);
    ok(Number.isNaN(one.deviation.auc), 'one seed does not vary');
    ok(Number.isNaN(one.mean.macroAuc), 'a task without items has no mean over items');
  });

  it('estimates with the mean probability over the seeds, within its interval', () => {
    const set = contest();
    summarise(set).rows.forEach((row, r) => {
      const runs = set.rows[r].runs.map((run) => run.scores.test);
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
    const { rows, comparisons } = summarise(set);
    const { label, customer } = set.test;
    const samples = bootstrap(
      rows.map(({ score }) => score),
      label,
      customer,
      REPLICATES,
      Random.of(0, 'bootstrap'),
    );
    const pairs = set.experiment.comparisons.map((pair) =>
      pair.map((name) => rows.findIndex((row) => row.name === name)),
    );
    const precisions = pairs.map(([a, b]) =>
      samples[a].averagePrecision.map((value, i) => value - samples[b].averagePrecision[i]),
    );
    deepEqual(
      comparisons.map(({ aucP }) => aucP),
      holm(pairs.map(([a, b]) => delong(rows[a].score, rows[b].score, label, customer).p)),
    );
    deepEqual(
      comparisons.map(({ averagePrecisionP }) => averagePrecisionP),
      holm(precisions.map(bootstrapP)),
    );
    deepEqual(
      comparisons.map(({ averagePrecisionInterval }) => averagePrecisionInterval),
      precisions.map(interval),
    );
    const seedPrecision = (r: number) => set.rows[r].runs.map(({ metrics }) => metrics.averagePrecision);
    deepEqual(
      comparisons.map(({ seedsP }) => seedsP),
      holm(pairs.map(([a, b]) => wilcoxon(seedPrecision(a).map((value, s) => value - seedPrecision(b)[s])).p)),
    );
    comparisons.forEach(({ auc, averagePrecision: precision }, i) => {
      const [a, b] = pairs[i].map((r) => rows[r]);
      ok(Math.abs(auc - (a.auc.value - b.auc.value)) < 1e-12);
      equal(precision, a.averagePrecision.value - b.averagePrecision.value);
    });
  });

  it('calls better what is better, worse what is worse, and equals equal', () => {
    const { comparisons } = summarise(contest());
    const [better, twins, worse, blinds] = comparisons;
    equal(better.verdict, 'better');
    equal(worse.verdict, 'worse');
    equal(twins.verdict, 'no difference shown');
    deepEqual([twins.auc, twins.averagePrecision, twins.aucP, twins.averagePrecisionP], [0, 0, 1, 1]);
    ok(blinds.aucP > better.aucP);
  });
});
