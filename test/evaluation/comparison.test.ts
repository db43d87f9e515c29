import assert from 'node:assert/strict';
import { Random } from '../../src/base/random';
import { bootstrap } from '../../src/evaluation/bootstrap';
import { compare } from '../../src/evaluation/comparison';
import { delong } from '../../src/evaluation/delong';
import { holm } from '../../src/evaluation/holm';
import type { ComparedExamples } from '../../src/evaluation/pair';
import { averagePrecision, rocAuc } from '../../src/evaluation/ranking';

const MARGINS = { auc: 0.01, averagePrecision: 0.05 };
const CUSTOMERS = 400;
const FOLDS = 8;

/** Models that see what decides the label through noise, over eight folds of the same customers. */
function contest(noises: readonly number[]) {
  const random = Random.of(1, 'contest');
  const n = CUSTOMERS * FOLDS;
  const logit = Float64Array.from({ length: n }, () => random.normal() - 1);
  const examples = {
    label: Uint8Array.from(logit, (x) => (random.next() < 1 / (1 + Math.exp(-2 * x)) ? 1 : 0)),
    customer: Int32Array.from({ length: n }, (_, i) => i % CUSTOMERS),
    fold: Int32Array.from({ length: n }, (_, i) => Math.floor(i / CUSTOMERS)),
  };
  const scores = noises.map((noise) => logit.map((x) => x + noise * random.normal()));
  return { scores, examples };
}

function models(scores: readonly Float64Array[], { label, customer, fold }: ComparedExamples, replicates = 2000) {
  const samples = bootstrap(scores, label, customer, replicates, new Random(2), fold);
  return scores.map((score, i) => ({
    score,
    auc: rocAuc(score, label),
    averagePrecision: averagePrecision(score, label),
    samples: samples[i],
  }));
}

describe('comparison of models', () => {
  it('over folds pairs its tests over them, with Holm’s correction', () => {
    const { scores, examples } = contest([0.3, 0.8, 0.8]);
    const pairs = [
      [0, 1],
      [1, 2],
    ] as const;
    const compared = compare(models(scores, examples), pairs, { ...examples, block: examples.fold }, MARGINS);
    const { label, customer, fold } = examples;
    assert.deepEqual(
      compared.map(({ auc }) => auc.p),
      holm(pairs.map(([a, b]) => delong(scores[a], scores[b], label, customer, fold).p)),
    );
    const [better, alike] = compared;
    assert.equal(better.verdict, 'better');
    assert.equal(better.blocks.method, 'exact');
    // Better in each of eight folds, and the smaller of two p-values: 2 · 2 / 2⁸.
    assert.equal(better.blocks.p, 4 / 2 ** FOLDS);
    assert.ok(alike.blocks.p > better.blocks.p && alike.auc.p > better.auc.p);
    assert.ok(better.auc.interval.low > 0 && better.averagePrecision.interval.low > 0);
  });

  it('does not test over blocks that are missing', () => {
    const { scores, examples } = contest([0.3, 0.8]);
    const [{ blocks }] = compare(models(scores, examples), [[0, 1]], examples, MARGINS);
    assert.ok(Number.isNaN(blocks.p) && blocks.reason);
  });

  it('tells a difference that does not matter from one that does, and from none shown', () => {
    const { scores, examples } = contest([0.3, 0.302, 0.8, 5]);
    const all = models(scores, examples);
    const verdict = (a: number, b: number, margins = MARGINS) => compare(all, [[a, b]], examples, margins)[0].verdict;
    assert.equal(verdict(0, 2), 'better');
    assert.equal(verdict(2, 0), 'worse');
    assert.match(verdict(0, 2, { auc: 0.5, averagePrecision: 0.9 }), /^better, but within ±0\.5 AUC, ±90\u00a0% AP$/);
    assert.match(verdict(0, 1, { auc: 0.1, averagePrecision: 0.2 }), /^equivalent within ±0\.1 AUC, ±20\u00a0% AP$/);
    assert.match(verdict(0, 1, { auc: 0.1, averagePrecision: 1e-6 }), /^no difference shown; within ±0\.1 AUC$/);
    assert.equal(verdict(0, 1, { auc: 1e-6, averagePrecision: 1e-6 }), 'no difference shown');
  });

  it('names the metric in which alone there is a difference, or both where they disagree', () => {
    const { scores, examples } = contest([0.3, 0.3]);
    const blind = scores[1].map((x, i) => (i % 3 ? -x : x));
    const [a, b, poor] = models([scores[0], scores[1], blind], examples);
    /** The same model with an average precision that lies by so much above the first one's. */
    const shifted = (model: typeof a, by: number) => {
      const samples = a.samples.averagePrecision.map((x, i) => x + by + 1e-4 * (i % 7));
      return {
        ...model,
        averagePrecision: a.averagePrecision + by,
        samples: { ...model.samples, averagePrecision: samples },
      };
    };
    const verdict = (second: typeof a) => compare([a, second], [[0, 1]], examples, MARGINS)[0].verdict;
    assert.equal(verdict(shifted(b, 0.3)), 'worse in AP alone');
    assert.equal(verdict(shifted(poor, 0.3)), 'AUC better, AP worse');
    assert.equal(
      verdict({
        ...poor,
        averagePrecision: a.averagePrecision,
        samples: { ...poor.samples, averagePrecision: a.samples.averagePrecision },
      }),
      'better in AUC alone',
    );
  });
});
