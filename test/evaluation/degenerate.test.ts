import assert from 'node:assert/strict';
import fc from 'fast-check';
import { InputError } from '../../src/base/errors';
import { Random } from '../../src/base/random';
import { blocksP } from '../../src/evaluation/blocks';
import { bootstrap, bootstrapP, equivalenceP, interval } from '../../src/evaluation/bootstrap';
import { cardPrecision } from '../../src/evaluation/cardPrecision';
import { compare } from '../../src/evaluation/comparison';
import { curves } from '../../src/evaluation/curves';
import { delong } from '../../src/evaluation/delong';
import { friedman } from '../../src/evaluation/friedman';
import { byGroup } from '../../src/evaluation/groups';
import { holm } from '../../src/evaluation/holm';
import { evaluate } from '../../src/evaluation/metrics';
import { brierScore, expectedCalibrationError, logLoss, reliability } from '../../src/evaluation/probability';
import { averagePrecision, rocAuc, topK } from '../../src/evaluation/ranking';
import { bestF1Threshold, confusion, decisionMetrics } from '../../src/evaluation/threshold';
import { wilcoxon } from '../../src/evaluation/wilcoxon';

/** Examples of two models: few or none, of one class or two, of one customer or several, with ties or all alike. */
interface Examples {
  readonly a: Float64Array;
  readonly b: Float64Array;
  readonly label: Uint8Array;
  readonly customer: Int32Array;
  readonly group: Int32Array;
}

const row = (scores: number, labels: fc.Arbitrary<number>, customers: number) =>
  fc.record({
    a: fc.integer({ min: 0, max: scores }),
    b: fc.integer({ min: 0, max: scores }),
    label: labels,
    customer: fc.integer({ min: 0, max: customers }),
    group: fc.integer({ min: 0, max: 7 }),
  });
const rows = fc
  .tuple(
    fc.constantFrom(0, 1, 9),
    fc.constantFrom(fc.constant(0), fc.constant(1), fc.integer({ min: 0, max: 1 })),
    fc.constantFrom(0, 1, 6),
  )
  .chain(([scores, labels, customers]) => fc.array(row(scores, labels, customers), { maxLength: 60, size: 'max' }));
type Row = { a: number; b: number; label: number; customer: number; group: number };

const examplesOf = (all: readonly Row[]): Examples => ({
  a: Float64Array.from(all, ({ a }) => a / 9),
  b: Float64Array.from(all, ({ b }) => b / 9),
  label: Uint8Array.from(all, ({ label }) => label),
  customer: Int32Array.from(all, ({ customer }) => 17 - 3 * customer),
  group: Int32Array.from(all, ({ group }) => group),
});

const samplesOf = ({ a, b, label, customer }: Examples) => bootstrap([a, b], label, customer, 50, new Random(3));
const difference = (examples: Examples, metric: 'auc' | 'averagePrecision') => {
  const [one, other] = samplesOf(examples);
  return one[metric].map((value, i) => value - other[metric][i]);
};
const within = (score: Float64Array, { label, group }: Examples) => [
  ...byGroup(averagePrecision, score, label, group).values(),
];

type Statistic = (examples: Examples) => unknown;

/** Every metric. */
const METRICS: Readonly<Record<string, Statistic>> = {
  rocAuc: ({ a, label }) => rocAuc(a, label),
  averagePrecision: ({ a, label }) => averagePrecision(a, label),
  topK: ({ a, label }) => topK(a, label, 3),
  brierScore: ({ a, label }) => brierScore(a, label),
  logLoss: ({ a, label }) => logLoss(a, label),
  reliability: ({ a, label }) => reliability(a, label),
  expectedCalibrationError: ({ a, label }) => expectedCalibrationError(a, label),
  curves: ({ a, label }) => curves(a, label),
  bestF1Threshold: ({ a, label }) => bestF1Threshold(a, label),
  decisionMetrics: ({ a, label }) => decisionMetrics(confusion(a, label, 0.5)),
  cardPrecision: ({ a, label, customer, group }) => {
    const found = cardPrecision(a, label, customer, group, 2);
    // A value for each row, in the order of the rows.
    return { ...found, caught: found.caught.slice().sort() };
  },
  evaluate: ({ a, b, label, group }) => evaluate({ score: a, label, item: group }, { score: b, label }),
};

/** Every test and interval, of two models' scores. */
const TESTS: Readonly<Record<string, Statistic>> = {
  delong: ({ a, b, label }) => delong(a, b, label),
  'delong, clustered': ({ a, b, label, customer }) => delong(a, b, label, customer),
  'delong, folds': ({ a, b, label, customer, group }) => delong(a, b, label, customer, group),
  bootstrap: samplesOf,
  interval: (examples) => interval(difference(examples, 'auc')),
  bootstrapP: (examples) => bootstrapP(difference(examples, 'averagePrecision')),
  equivalenceP: (examples) => equivalenceP(difference(examples, 'averagePrecision'), 0.1),
  compare: (examples) => {
    const { a, b, label, group } = examples;
    const samples = samplesOf(examples);
    const models = [a, b].map((score, i) => ({
      score,
      auc: rocAuc(score, label),
      averagePrecision: averagePrecision(score, label),
      samples: samples[i],
    }));
    return compare(models, [[0, 1]], { ...examples, block: group }, { auc: 0.01, averagePrecision: 0.05 });
  },
};

/** What looks at groups apart, and leaves out those of one class. */
const OVER_GROUPS: Readonly<Record<string, Statistic>> = {
  byGroup: ({ a, label, group }) => [...byGroup(rocAuc, a, label, group)],
  wilcoxon: (examples) => wilcoxon(within(examples.a, examples).map((x, i) => x - within(examples.b, examples)[i])),
  blocksP: (examples) => blocksP(within(examples.a, examples), within(examples.b, examples)),
  friedman: (examples) => friedman([within(examples.a, examples), within(examples.b, examples)]),
};

/** Equal but for rounding, as sums depend on their order. */
function alike(actual: unknown, expected: unknown, path: string): void {
  if (typeof expected === 'number' && typeof actual === 'number') {
    if (Number.isNaN(expected)) assert.ok(Number.isNaN(actual), `${path}: ${actual}, not NaN`);
    else assert.ok(Math.abs(actual - expected) <= 1e-9, `${path}: ${actual}, not ${expected}`);
  } else if (expected !== null && typeof expected === 'object') {
    const [one, other] = [Object.entries(actual as object), Object.entries(expected)];
    assert.equal(one.length, other.length, path);
    other.forEach(([key, value], i) => {
      alike(one[i][1], value, `${path}.${key}`);
    });
  } else assert.equal(actual, expected, path);
}

/** Every p-value at any depth, with the reason beside it. */
function pValues(value: unknown): { p: number; reason?: string }[] {
  if (value === null || typeof value !== 'object' || ArrayBuffer.isView(value)) return [];
  const own = 'p' in value && typeof value.p === 'number' ? [value as { p: number; reason?: string }] : [];
  return [...own, ...Object.values(value).flatMap(pValues)];
}

describe('every metric and every test', () => {
  for (const [name, statistic] of Object.entries({ ...METRICS, ...TESTS, ...OVER_GROUPS }))
    it(`${name} ends, and does not depend on the order of rows`, () => {
      fc.assert(
        fc.property(
          rows.chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length }))),
          ([all, shuffled]) => {
            alike(statistic(examplesOf(shuffled)), statistic(examplesOf(all)), name);
          },
        ),
      );
    });

  for (const [name, statistic] of Object.entries({ ...METRICS, ...TESTS }))
    it(`${name} refuses a score that is NaN`, () => {
      fc.assert(
        fc.property(
          fc.array(row(9, fc.integer({ min: 0, max: 1 }), 6), { minLength: 1, maxLength: 40 }),
          fc.nat(),
          (all, at) => {
            const examples = examplesOf(all);
            examples.a[at % all.length] = Number.NaN;
            assert.throws(() => statistic(examples), InputError);
          },
        ),
        { numRuns: 20 },
      );
    });

  const { delong: ofDelong, bootstrapP: ofBootstrap, equivalenceP: ofEquivalence, compare: ofCompare } = TESTS;
  const { wilcoxon: ofWilcoxon, blocksP: ofBlocks, friedman: ofFriedman } = OVER_GROUPS;
  const withP = { ofDelong, ofBootstrap, ofEquivalence, ofCompare, ofWilcoxon, ofBlocks, ofFriedman };
  it('a p-value is above 0 and at most 1, or NaN with the reason why there is none', () => {
    for (const [name, statistic] of Object.entries(withP)) {
      const seen = { p: 0, reasons: 0 };
      fc.assert(
        fc.property(rows, (all) => {
          for (const { p, reason } of pValues(statistic(examplesOf(all)))) {
            if (reason === undefined) assert.ok(p > 0 && p <= 1, `p = ${p} without a reason`);
            else assert.ok(Number.isNaN(p), `p = ${p} where ${reason}`);
            reason === undefined ? seen.p++ : seen.reasons++;
          }
        }),
        { numRuns: 200 },
      );
      assert.ok(seen.p > 0 && seen.reasons > 0, `${name} gave ${seen.p} p-values and ${seen.reasons} reasons`);
    }
  });

  it('a test of values among which is NaN ends, and has no p-value', () => {
    const values = fc.array(fc.constantFrom(-0.2, 0, 0.1, 0.1, 0.3, Number.NaN), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(values, values, (a, b) => {
        const [one, other] = [a, b].map((all) => all.slice(0, Math.min(a.length, b.length)));
        const broken = [...one, ...other].some(Number.isNaN);
        const differences = one.map((x, i) => x - other[i]);
        for (const { p, reason } of [wilcoxon(differences), friedman([one, other])])
          if (broken) assert.ok(Number.isNaN(p) && reason !== undefined);
        holm(a).forEach((p, i) => {
          assert.equal(Number.isNaN(p), Number.isNaN(a[i]));
        });
        // A sample that has no value is left out.
        const [all, known] = [Float64Array.from(a), Float64Array.from(a.filter((x) => !Number.isNaN(x)))];
        alike(bootstrapP(all), bootstrapP(known), 'bootstrapP');
        alike(equivalenceP(all, 0.2), equivalenceP(known, 0.2), 'equivalenceP');
        alike(interval(all), interval(known), 'interval');
      }),
    );
  });

  it('identifies nothing where there is one class', () => {
    fc.assert(
      fc.property(rows, fc.integer({ min: 0, max: 1 }), (all, label) => {
        const one = examplesOf(all.map((each) => ({ ...each, label })));
        assert.ok(Number.isNaN(rocAuc(one.a, one.label)));
        for (const name of ['interval', 'bootstrapP', 'equivalenceP', 'delong', 'delong, clustered'])
          for (const [key, value] of Object.entries(TESTS[name](one) as Record<string, number>))
            if (key !== 'reason') assert.ok(Number.isNaN(value), `${name}: ${key} is ${value}`);
        assert.deepEqual(curves(one.a, one.label), { roc: [], precisionRecall: [] });
      }),
    );
  });

  it('of a constant score says what chance says', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 1 }), { minLength: 2, maxLength: 60 }).filter((l) => new Set(l).size === 2),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.integer({ min: 1, max: 80 }),
        (labels, constant, k) => {
          const label = Uint8Array.from(labels);
          const score = new Float64Array(label.length).fill(constant);
          const baseRate = labels.reduce((sum, l) => sum + l, 0) / labels.length;
          alike(rocAuc(score, label), 0.5, 'AUC');
          alike(averagePrecision(score, label), baseRate, 'AP');
          alike(topK(score, label, k).precision, baseRate, 'precision at k');
          alike(expectedCalibrationError(score, label), Math.abs(constant - baseRate), 'ECE');
          assert.equal(curves(score, label).roc.length, 2);
          const { accuracy } = decisionMetrics(confusion(score, label, bestF1Threshold(score, label)));
          alike(accuracy, Math.max(baseRate, 1 - baseRate), 'accuracy');
        },
      ),
    );
  });
});
