import assert from 'node:assert/strict';
import { Random } from '../../src/base/random';
import { bootstrap, bootstrapP, equivalenceP, interval } from '../../src/evaluation/bootstrap';
import { delong } from '../../src/evaluation/delong';
import { friedman, rankOver } from '../../src/evaluation/friedman';
import { holm } from '../../src/evaluation/holm';
import { twoSidedP } from '../../src/evaluation/normal';
import { mean } from '../../src/evaluation/ranking';
import { wilcoxon } from '../../src/evaluation/wilcoxon';
import fixture from '../fixtures/inference.json';

function close(actual: number, expected: number, tolerance: number): void {
  assert.ok(Math.abs(actual - expected) <= tolerance * Math.max(1, Math.abs(expected)), `${actual}, not ${expected}`);
}

/** Means of samples with replacement. */
function means(values: readonly number[], replicates: number): Float64Array {
  const random = Random.of(1, 'means');
  return Float64Array.from({ length: replicates }, () => mean(values.map(() => values[random.int(values.length)])));
}

describe('tests beside other implementations of them', () => {
  it('DeLong is the variance of the U-statistic, taken pair by pair', () => {
    for (const { a, b, label, difference, se, p } of fixture.delong) {
      const result = delong(Float64Array.from(a), Float64Array.from(b), Uint8Array.from(label));
      close(result.difference, difference, 1e-12);
      close(result.standardError, se, 1e-12);
      // Ours is of Student's distribution with as many degrees of freedom as examples less one: never the smaller.
      close(twoSidedP(result.z), p, 1e-9);
      assert.ok(result.p >= p && result.p < p + 0.02, `${result.p}, ${p}`);
    }
  });

  it("Nemenyi's critical difference parts the models that scikit-posthocs parts, up to 24 of them", () => {
    for (const { values, p, friedman: expected } of fixture.nemenyi) {
      const { meanRanks, criticalDifference, p: found } = friedman(values);
      close(found, expected, 1e-9);
      p.forEach((line, a) => {
        line.forEach((ofPair, b) => {
          // The quantiles of the table have three digits.
          if (a === b || Math.abs(ofPair - 0.05) < 1e-3) return;
          assert.equal(
            Math.abs(meanRanks[a] - meanRanks[b]) > criticalDifference,
            ofPair < 0.05,
            `${a}, ${b}: ${ofPair}`,
          );
        });
      });
    }
  });

  it('mean ranks add up to those of a draw', () => {
    for (const { values } of fixture.nemenyi) {
      const { meanRanks } = rankOver(values);
      close(mean(meanRanks), (values.length + 1) / 2, 1e-12);
    }
  });

  it("Holm's correction is statsmodels'", () => {
    for (const family of fixture.holm)
      holm(family.p).forEach((value, i) => {
        close(value, family.holm[i], 1e-12);
      });
  });

  it("Wilcoxon's exact test is scipy's", () => {
    for (const { differences, p } of fixture.wilcoxon) close(wilcoxon(differences).p, p, 1e-9);
  });

  it("two one-sided bootstrap tests of a mean conclude as statsmodels' t tests do, about as surely", () => {
    for (const { differences, margin, p, low, high } of fixture.tost) {
      const samples = means(differences, 4000);
      const found = equivalenceP(samples, margin).p;
      // Three standard errors of a share of 4,000 samples, and what the bootstrap differs from a t test by.
      assert.ok(Math.abs(found - p) < 0.01 + 3 * Math.sqrt((p * (1 - p)) / 4000), `${found}, not ${p}`);
      const between = interval(samples);
      const width = high - low;
      assert.ok(Math.abs(between.low - low) < 0.06 * width && Math.abs(between.high - high) < 0.06 * width);
    }
  });

  it('a margin of its own in every sample is one where it is the same in all', () => {
    const samples = means(fixture.tost[0].differences, 500);
    for (const margin of [0.01, 0.1, 0.3])
      assert.equal(equivalenceP(samples, margin).p, equivalenceP(samples, new Float64Array(500).fill(margin)).p);
    // Of a ratio: |a − b| < b / 10 in every sample or not.
    const b = Float64Array.of(1, 2, 3, 4);
    assert.equal(
      equivalenceP(
        Float64Array.of(0.05, 0.1, 0.2, 0.3),
        b.map((x) => x / 10),
      ).p,
      1 / 5,
    );
    assert.equal(
      equivalenceP(
        Float64Array.of(0.05, 0.3, 0.2, 0.3),
        b.map((x) => x / 10),
      ).p,
      2 / 5,
    );
  });

  it('equivalence is claimed wrongly in no more than one case of twenty at the margin itself', () => {
    const random = Random.of(4, 'size');
    let claimed = 0;
    const trials = 400;
    for (let trial = 0; trial < trials; trial++) {
      const at = 0.3 + random.normal() * 0.1;
      const samples = Float64Array.from({ length: 300 }, () => at + random.normal() * 0.1);
      if (equivalenceP(samples, 0.3).p < 0.05) claimed++;
    }
    assert.ok(claimed / trials < 0.05 + 3 * Math.sqrt((0.05 * 0.95) / trials), `${claimed} of ${trials}`);
    assert.ok(claimed / trials > 0.02, 'and not in almost none');
  });

  it('the bootstrap of an AUC without ties has the closed form’s spread: Mann and Whitney’s, where nothing is known', () => {
    const random = Random.of(7, 'closed form');
    const [m, n] = [150, 450];
    const label = Uint8Array.from({ length: m + n }, (_, i) => (i < m ? 1 : 0));
    const score = Float64Array.from(label, () => random.next());
    const [{ auc }] = bootstrap([score], label, Int32Array.from(label.keys()), 2000, new Random(5));
    const middle = mean(auc);
    const std = Math.sqrt(mean(Array.from(auc, (value) => (value - middle) ** 2)));
    // Var of the area of a score that says nothing: (m + n + 1) / 12mn.
    close(std / Math.sqrt((m + n + 1) / (12 * m * n)), 1, 0.08);
    assert.ok(bootstrapP(auc.map((value) => value - 0.5)).p > 0.01);
  });

  it('the bootstrap of a share has the binomial’s interval', () => {
    // Average precision of a constant score is the share of positives.
    const n = 400;
    const label = Uint8Array.from({ length: n }, (_, i) => (i % 5 === 0 ? 1 : 0));
    const [{ averagePrecision }] = bootstrap(
      [new Float64Array(n)],
      label,
      Int32Array.from(label.keys()),
      3000,
      new Random(3),
    );
    const { low, high } = interval(averagePrecision);
    const half = 1.96 * Math.sqrt((0.2 * 0.8) / n);
    assert.ok(Math.abs(low - (0.2 - half)) < 0.006 && Math.abs(high - (0.2 + half)) < 0.006, `${low} … ${high}`);
  });
});
