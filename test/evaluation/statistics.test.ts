import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Random } from '../../src/base/random';
import { bootstrap, bootstrapP, interval } from '../../src/evaluation/bootstrap';
import { delong } from '../../src/evaluation/delong';
import { friedman, NEMENYI_Q05 } from '../../src/evaluation/friedman';
import { holm } from '../../src/evaluation/holm';
import { twoSidedP } from '../../src/evaluation/normal';
import { averagePrecision, rocAuc } from '../../src/evaluation/ranking';
import { wilcoxon } from '../../src/evaluation/wilcoxon';
import fixture from '../fixtures/statistics.json';

function close(actual: number, expected: number, tolerance = 1e-9): void {
  assert.ok(Math.abs(actual - expected) <= tolerance * Math.max(1, Math.abs(expected)), `${actual}, not ${expected}`);
}

/** Scores with many ties, both classes, a few customers. */
const drawn = fc
  .array(
    fc.record({
      a: fc.integer({ min: 0, max: 9 }),
      b: fc.integer({ min: 0, max: 9 }),
      customer: fc.integer({ min: 0, max: 6 }),
      label: fc.integer({ min: 0, max: 1 }),
    }),
    { minLength: 6, maxLength: 60 },
  )
  .filter((rows) => new Set(rows.map(({ label }) => label)).size === 2)
  .map((rows) => ({
    a: Float64Array.from(rows, ({ a }) => a),
    b: Float64Array.from(rows, ({ b }) => b),
    label: Uint8Array.from(rows, ({ label }) => label),
    customer: Int32Array.from(rows, ({ customer }) => customer),
  }));

describe('statistics', () => {
  it('DeLong equals the covariances as printed in the paper, with and without clusters', () => {
    for (const { a, b, label, cluster, ...expected } of fixture.pairs) {
      const [scoreA, scoreB, labels] = [Float64Array.from(a), Float64Array.from(b), Uint8Array.from(label)];
      const plain = delong(scoreA, scoreB, labels);
      close(plain.difference, expected.delong.difference);
      close(plain.p, expected.delong.p, 1e-7);
      // Each example as its own cluster: the same variance, for the products of different examples vanish.
      close(plain.standardError, expected.delong.se, 1e-9);
      const clustered = delong(scoreA, scoreB, labels, Int32Array.from(cluster));
      close(clustered.standardError, expected.clustered.se);
    }
  });

  it('DeLong is antisymmetric, and finds nothing between scores that rank alike', () => {
    fc.assert(
      fc.property(drawn, ({ a, b, label }) => {
        close(delong(a, b, label).difference, -delong(b, a, label).difference);
        const alike = delong(
          a,
          a.map((x) => Math.exp(x)),
          label,
        );
        assert.equal(alike.p, 1);
      }),
    );
  });

  it('a bootstrap sample in which every customer comes once is the data itself', () => {
    fc.assert(
      fc.property(drawn, ({ a, b, label }) => {
        // One customer alone is drawn each time.
        const [first, second] = bootstrap([a, b], label, new Int32Array(label.length), 3, new Random(1));
        for (const [replicates, score] of [
          [first, a],
          [second, b],
        ] as const) {
          close(replicates.auc[2], rocAuc(score, label));
          close(replicates.averagePrecision[2], averagePrecision(score, label));
        }
      }),
    );
  });

  it('a bootstrap sample equals metrics of rows repeated as often as their customer was drawn', () => {
    const random = new Random(3);
    const n = 200;
    const label = Uint8Array.from({ length: n }, () => (random.next() < 0.3 ? 1 : 0));
    const score = Float64Array.from({ length: n }, () => random.int(20));
    const customer = Int32Array.from({ length: n }, (_, i) => Math.floor(i / 5));
    const [replicates] = bootstrap([score], label, customer, 5, new Random(9));
    const again = new Random(9);
    for (let r = 0; r < 5; r++) {
      const rows: number[] = [];
      for (let draw = 0; draw < 40; draw++) {
        const c = again.int(40);
        for (let i = 0; i < 5; i++) rows.push(5 * c + i);
      }
      const scores = Float64Array.from(rows, (i) => score[i]);
      const labels = Uint8Array.from(rows, (i) => label[i]);
      close(replicates.auc[r], rocAuc(scores, labels));
      close(replicates.averagePrecision[r], averagePrecision(scores, labels));
    }
  });

  it('the bootstrap interval of an AUC is as wide as DeLong says', () => {
    const random = new Random(5);
    const label = Uint8Array.from({ length: 2000 }, (_, i) => (i % 5 === 0 ? 1 : 0));
    const score = Float64Array.from(label, (l) => l + random.normal());
    const customer = Int32Array.from(label.keys());
    const [{ auc }] = bootstrap([score], label, customer, 1000, new Random(6));
    const { low, high } = interval(auc);
    const { standardError } = delong(score, new Float64Array(2000), label);
    assert.ok(Math.abs((high - low) / (2 * 1.96 * standardError) - 1) < 0.12, `${low} … ${high}, ${standardError}`);
    assert.ok(bootstrapP(auc.map((value) => value - 0.5)) < 0.01);
    assert.ok(bootstrapP(auc.map((value) => value - rocAuc(score, label))) > 0.5);
  });

  it("Wilcoxon's statistic and p-value are scipy's", () => {
    for (const { differences, statistic, p } of fixture.wilcoxon) {
      const result = wilcoxon(differences);
      close(result.statistic, statistic);
      close(result.p, p, 1e-7);
    }
    assert.deepEqual(wilcoxon([0, 0]), { statistic: 0, p: 1 });
  });

  it("Friedman's statistic, mean ranks and Nemenyi's quantiles are scipy's", () => {
    const result = friedman(fixture.friedman.values);
    close(result.statistic, fixture.friedman.statistic);
    result.meanRanks.forEach((value, m) => {
      close(value, fixture.friedman.meanRanks[m]);
    });
    NEMENYI_Q05.forEach((q, i) => {
      close(q, fixture.friedman.q05[i], 5e-4);
    });
  });

  it('cliques hold neighbours within the critical difference and none besides', () => {
    const { meanRanks, criticalDifference, cliques } = friedman(fixture.friedman.values);
    const together = (a: number, b: number) => cliques.some((clique) => clique.includes(a) && clique.includes(b));
    for (let a = 0; a < 5; a++)
      for (let b = 0; b < a; b++)
        assert.equal(together(a, b), Math.abs(meanRanks[a] - meanRanks[b]) <= criticalDifference);
  });

  it("Holm's adjustment is the definition's, and never makes a p-value smaller", () => {
    holm(fixture.holm.p).forEach((value, i) => {
      close(value, fixture.holm.adjusted[i]);
    });
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1 }), (p) => {
        const adjusted = holm(p);
        p.forEach((value, i) => {
          assert.ok(adjusted[i] >= value && adjusted[i] <= 1);
          for (let j = 0; j < p.length; j++) if (value < p[j]) assert.ok(adjusted[i] <= adjusted[j]);
        });
      }),
    );
    assert.deepEqual(holm([Number.NaN, 0.02]), [Number.NaN, 0.02]);
  });

  it('normal tails keep their digits', () => {
    for (const { z, p } of fixture.normal) assert.ok(Math.abs(twoSidedP(z) / p - 1) < 1e-9, `${z}`);
  });
});
