import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Random } from '../../src/base/random';
import { blocksP, MIN_BLOCKS } from '../../src/evaluation/blocks';
import { bootstrap, bootstrapP, equivalenceP, interval, replicatesFor } from '../../src/evaluation/bootstrap';
import { delong } from '../../src/evaluation/delong';
import { friedman, NEMENYI_Q05 } from '../../src/evaluation/friedman';
import { holm } from '../../src/evaluation/holm';
import { chiSquareTail, studentTwoSidedP, twoSidedP } from '../../src/evaluation/normal';
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

  it("DeLong's own example comes out as the paper's formulas say", () => {
    const label = Uint8Array.from(fixture.ovarianCancer.label);
    for (const { a, b, aucA, aucB, difference, se, p } of fixture.ovarianCancer.pairs) {
      const result = delong(Float64Array.from(a), Float64Array.from(b), label);
      close(result.aucA, aucA);
      close(result.aucB, aucB);
      close(result.difference, difference);
      close(result.standardError, se);
      close(result.p, p, 1e-7);
    }
  });

  it('DeLong is antisymmetric, and finds nothing between scores that rank alike', () => {
    fc.assert(
      fc.property(drawn, ({ a, b, label }) => {
        close(delong(a, b, label).difference, -delong(b, a, label).difference);
        const { p, reason } = delong(
          a,
          a.map((x) => Math.exp(x)),
          label,
        );
        if (reason) assert.ok(Number.isNaN(p));
        else assert.equal(p, 1);
      }),
    );
  });

  it('DeLong says nothing where nothing can vary', () => {
    const reasonOf = (a: number[], b: number[], label: number[], cluster?: number[]) => {
      const result = delong(
        Float64Array.from(a),
        Float64Array.from(b),
        Uint8Array.from(label),
        cluster && Int32Array.from(cluster),
      );
      assert.ok(Number.isNaN(result.p) && Number.isNaN(result.standardError) && Number.isNaN(result.z));
      return result.reason;
    };
    assert.match(reasonOf([0.9, 0.1], [0.1, 0.9], [1, 0])!, /all positives are of one/);
    assert.match(reasonOf([5, 1, 2, 3], [2, 1, 2, 3], [1, 0, 0, 0])!, /all positives are of one/);
    assert.match(reasonOf([5, 1, 2, 3], [2, 1, 2, 3], [1, 1, 1, 0])!, /all negatives are of one/);
    assert.match(reasonOf([5, 1, 2, 3], [2, 1, 2, 3], [1, 1, 0, 0], [7, 7, 7, 8])!, /all positives are of one/);
    assert.match(reasonOf([4, 3, 2, 1], [1, 2, 3, 4], [1, 1, 0, 0])!, /does not vary/);
    assert.match(reasonOf([4, 3], [1, 2], [1, 1])!, /one class/);
  });

  it('DeLong over folds is that of the mean of independent folds', () => {
    const random = new Random(8);
    const draw = (n: number) => ({
      label: Uint8Array.from({ length: n }, (_, i) => (i % 3 === 0 ? 1 : 0)),
      a: Float64Array.from({ length: n }, () => random.normal()),
      b: Float64Array.from({ length: n }, () => random.normal()),
    });
    const parts = [draw(60), draw(90)];
    const join = (f: (part: (typeof parts)[0]) => Float64Array) =>
      Float64Array.from(parts.flatMap((part) => [...f(part)]));
    const label = Uint8Array.from(parts.flatMap((part) => [...part.label]));
    const fold = Int32Array.from(parts.flatMap((part, f) => [...part.label].fill(f)));
    const pooled = delong(
      // Another scale in the second fold changes nothing, as no pair of examples is of two folds.
      join((part) => part.a).map((x, i) => x + 100 * fold[i]),
      join((part) => part.b),
      label,
      undefined,
      fold,
    );
    const [one, two] = parts.map((part) => delong(part.a, part.b, part.label));
    close(pooled.difference, (one.difference + two.difference) / 2);
    // Not to the last digit: the small-sample factor counts the clusters of all folds.
    const expected = Math.sqrt(one.standardError ** 2 + two.standardError ** 2) / 2;
    assert.ok(Math.abs(pooled.standardError / expected - 1) < 0.02);
  });

  it('a bootstrap of what cannot vary has no value', () => {
    fc.assert(
      fc.property(drawn, ({ a, b, label, customer }) => {
        const varies = [0, 1].every((one) => new Set(customer.filter((_, i) => label[i] === one)).size > 1);
        const [first, second] = bootstrap([a, b], label, customer, 100, new Random(1));
        assert.equal(
          first.auc.some((value) => !Number.isNaN(value)),
          varies,
        );
        const { p, reason } = bootstrapP(first.averagePrecision.map((value, i) => value - second.averagePrecision[i]));
        assert.equal(Number.isNaN(p), reason !== undefined);
        if (!varies) assert.match(reason!, /fewer than two clusters/);
      }),
    );
  });

  it('a bootstrap over folds takes the mean of each fold’s metrics on the same customers', () => {
    const random = new Random(4);
    const n = 120;
    const label = Uint8Array.from({ length: n }, () => (random.next() < 0.4 ? 1 : 0));
    const score = Float64Array.from({ length: n }, () => random.int(9));
    const customer = Int32Array.from({ length: n }, (_, i) => i % 30);
    const fold = Int32Array.from({ length: n }, (_, i) => (i < 60 ? 3 : 1));
    const [{ auc, averagePrecision: precision }] = bootstrap([score], label, customer, 4, new Random(2), fold);
    const again = new Random(2);
    for (let r = 0; r < 4; r++) {
      const customers = Array.from({ length: 30 }, () => again.int(30));
      const metricOf = (metric: typeof rocAuc, f: number) => {
        const rows = customers.flatMap((c) => [...label.keys()].filter((i) => customer[i] === c && fold[i] === f));
        return metric(
          Float64Array.from(rows, (i) => score[i]),
          Uint8Array.from(rows, (i) => label[i]),
        );
      };
      close(auc[r], (metricOf(rocAuc, 1) + metricOf(rocAuc, 3)) / 2);
      close(precision[r], (metricOf(averagePrecision, 1) + metricOf(averagePrecision, 3)) / 2);
    }
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
    assert.ok(bootstrapP(auc.map((value) => value - 0.5)).p < 0.01);
    assert.ok(bootstrapP(auc.map((value) => value - rocAuc(score, label))).p > 0.5);
  });

  it('p-values of the bootstrap go with its intervals, and end at 1 / (samples + 1)', () => {
    const random = new Random(7);
    for (let shift = -3; shift <= 3; shift += 0.05) {
      const differences = Float64Array.from({ length: 1999 }, () => shift + random.normal());
      const { low, high } = interval(differences);
      assert.equal(bootstrapP(differences).p < 0.05, low > 0 || high < 0);
      const inner = interval(differences, 0.9);
      assert.equal(equivalenceP(differences, 2).p < 0.05, inner.low > -2 && inner.high < 2);
    }
    assert.equal(bootstrapP(Float64Array.of(1, 2, 3)).p, 1 / 4);
    assert.equal(bootstrapP(new Float64Array(9)).p, 1);
    assert.equal(equivalenceP(new Float64Array(9), 0.1).p, 1 / 10);
    assert.match(bootstrapP(new Float64Array(9).fill(0.3)).reason!, /the same/);
    for (const comparisons of [1, 2, 6, 30])
      assert.ok(
        (comparisons * 1) / (replicatesFor(comparisons) + 1) < 0.05 / 20,
        'enough samples for Holm’s correction',
      );
  });

  it("Wilcoxon's statistic and p-value are scipy's, with all signs counted out where there are ties", () => {
    for (const { differences, statistic, p, method } of fixture.wilcoxon) {
      const result = wilcoxon(differences);
      close(result.statistic, statistic);
      close(result.p, p, 1e-7);
      assert.equal(result.method, method);
    }
    assert.equal(wilcoxon([0, 0]).p, 1);
    assert.match(wilcoxon([]).reason!, /no pair/);
    assert.match(wilcoxon([1, 2, Number.NaN]).reason!, /undefined/);
  });

  it("Wilcoxon's exact p-value is the share of all ways to sign the ranks", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -4, max: 4 }), { minLength: 1, maxLength: 9 }), (differences) => {
        const kept = differences.filter((d) => d !== 0);
        const sizes = kept.map(Math.abs);
        const ranks = sizes.map(
          (size) => sizes.filter((x) => x < size).length + (sizes.filter((x) => x === size).length + 1) / 2,
        );
        const total = ranks.reduce((sum, rank) => sum + rank, 0);
        const smaller = (plus: number) => Math.min(plus, total - plus);
        const observed = smaller(kept.reduce((sum, d, i) => sum + (d > 0 ? ranks[i] : 0), 0));
        let extreme = 0;
        for (let signs = 0; signs < 2 ** kept.length; signs++)
          if (smaller(ranks.reduce((sum, rank, i) => sum + (signs & (1 << i) ? rank : 0), 0)) <= observed) extreme++;
        close(wilcoxon(differences).p, extreme / 2 ** kept.length);
      }),
    );
  });

  it('the exact distribution and the normal approximation meet where one takes over from the other', () => {
    const random = new Random(11);
    const differences = Array.from({ length: 101 }, () => Math.round(4 * (random.normal() + 0.15)) || 1);
    const [exact, approximate] = [wilcoxon(differences.slice(0, 100)), wilcoxon(differences)];
    assert.deepEqual([exact.method, approximate.method], ['exact', 'normal approximation']);
    assert.ok(Math.abs(exact.p - approximate.p) < 0.03, `${exact.p}, ${approximate.p}`);
  });

  it('blocks are tested from the number on from which the test can reach 5 %', () => {
    const better = (blocks: number) => blocksP(new Array(blocks).fill(0.7), new Array(blocks).fill(0.6));
    assert.ok(better(MIN_BLOCKS).p < 0.05);
    assert.ok(wilcoxon(new Array(MIN_BLOCKS - 1).fill(0.1)).p > 0.05);
    assert.match(better(MIN_BLOCKS - 1).reason!, /5 blocks/);
  });

  it("Friedman's statistic, p-value, mean ranks and Nemenyi's quantiles are scipy's", () => {
    for (const { values, statistic, p, meanRanks } of fixture.friedman) {
      const result = friedman(values);
      close(result.statistic, statistic);
      assert.ok(Math.abs(result.p / p - 1) < 1e-8, `${result.p}, not ${p}`);
      result.meanRanks.forEach((value, m) => {
        close(value, meanRanks[m]);
      });
    }
    NEMENYI_Q05.forEach((q, i) => {
      close(q, fixture.q05[i], 5e-4);
    });
    // Two degrees of freedom: an exponential distribution.
    close(chiSquareTail(3, 2), Math.exp(-1.5));
  });

  it("Friedman's test says why it says nothing", () => {
    const reasonOf = (values: number[][]) => {
      const { p, statistic, reason } = friedman(values);
      assert.ok(Number.isNaN(p) && Number.isNaN(statistic));
      return reason!;
    };
    assert.match(
      reasonOf([
        [0.1, Number.NaN],
        [0.2, 0.2],
      ]),
      /undefined/,
    );
    assert.match(reasonOf([[], []]), /no block/);
    assert.match(reasonOf([[0.1]]), /1 models/);
    assert.match(
      reasonOf([
        [0.1, 0.2],
        [0.1, 0.2],
      ]),
      /all models tie/,
    );
  });

  it('cliques hold neighbours within the critical difference and none besides', () => {
    const { meanRanks, criticalDifference, cliques } = friedman(fixture.friedman[0].values);
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

  it("Student's p-values are scipy's, and never below the normal distribution's", () => {
    for (const { t, degrees, p } of fixture.student) close(studentTwoSidedP(t, degrees), p, 1e-12);
    const far = studentTwoSidedP(20, 5000);
    assert.ok(far >= twoSidedP(20) && far < 1e-13);
  });

  it('normal tails keep their digits', () => {
    for (const { z, p } of fixture.normal) assert.ok(Math.abs(twoSidedP(z) / p - 1) < 1e-9, `${z}`);
  });
});
