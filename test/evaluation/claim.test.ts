import assert from 'node:assert/strict';
import { Random } from '../../src/base/random';
import { bootstrap } from '../../src/evaluation/bootstrap';
import { conclude, testClaim } from '../../src/evaluation/claim';
import { testEffects } from '../../src/evaluation/effect';
import { type ComparedModel, Pairs, USUAL_MARGINS } from '../../src/evaluation/pair';
import { averagePrecision, rocAuc } from '../../src/evaluation/ranking';

const random = Random.of(3, 'claim');
const n = 1200;
const logit = Float64Array.from({ length: n }, () => random.normal() - 1);
const examples = {
  label: Uint8Array.from(logit, (x) => (random.next() < 1 / (1 + Math.exp(-2 * x)) ? 1 : 0)),
  customer: Int32Array.from({ length: n }, (_, i) => i % 400),
  block: Int32Array.from({ length: n }, (_, i) => i % 8),
};
const modelsOf = (noises: readonly number[]): ComparedModel[] => {
  const scores = noises.map((noise) => logit.map((x) => x + noise * random.normal()));
  const samples = bootstrap(scores, examples.label, examples.customer, 999, new Random(2));
  return scores.map((score, i) => ({
    score,
    auc: rocAuc(score, examples.label),
    averagePrecision: averagePrecision(score, examples.label),
    samples: samples[i],
  }));
};
const [keen, good, alike, poor] = modelsOf([0.2, 0.5, 0.52, 3]);

describe('a claim', () => {
  it('has the largest of the p-values against all baselines where the candidate lies ahead', () => {
    const pairs = new Pairs(examples, USUAL_MARGINS);
    const [test] = testClaim([keen], [poor, good, alike], examples, USUAL_MARGINS);
    assert.ok(good.averagePrecision > alike.averagePrecision);
    assert.equal(test.against, 1);
    const each = [poor, good, alike].map((baseline) => pairs.test(keen, baseline));
    assert.equal(test.averagePrecision.p, Math.max(...each.map((one) => one.averagePrecision.p)));
    assert.equal(test.blocks.p, Math.max(...each.map((one) => one.blocks.p)));
    assert.deepEqual(test.averagePrecision.interval, each[1].averagePrecision.interval);
  });

  it('has the p-value against the best where the candidate lies behind', () => {
    const [test] = testClaim([alike], [keen, poor], examples, USUAL_MARGINS);
    const { averagePrecision } = new Pairs(examples, USUAL_MARGINS).test(alike, keen);
    assert.deepEqual(
      [test.averagePrecision.p, test.averagePrecision.value],
      [averagePrecision.p, averagePrecision.value],
    );
    assert.ok(averagePrecision.value < 0);
  });

  it('is no more than what its tests show', () => {
    const findings = (candidates: ComparedModel[], baselines: ComparedModel[], margin = 0.05) =>
      conclude(testClaim(candidates, baselines, examples, { auc: 0.01, averagePrecision: margin })).map(
        ({ finding }) => finding,
      );
    assert.deepEqual([findings([keen], [poor]), findings([poor], [good])].flat(), ['beats', 'loses']);
    assert.deepEqual(findings([good], [alike], 0.3), ['equivalent']);
    assert.deepEqual(findings([good], [alike], 1e-6), ['open']);
    const one = { ...examples, customer: new Int32Array(n) };
    const blind = {
      ...keen,
      samples: { auc: new Float64Array(9).fill(Number.NaN), averagePrecision: new Float64Array(9).fill(Number.NaN) },
    };
    assert.equal(conclude(testClaim([blind], [blind], one, USUAL_MARGINS))[0].finding, 'untestable');
  });
});

describe('the effect of a level', () => {
  it('is the mean over settings, on each sample of customers', () => {
    const [effect] = testEffects(
      [
        [
          [keen, good],
          [alike, poor],
        ],
      ],
      USUAL_MARGINS,
    );
    const value = (keen.averagePrecision - good.averagePrecision + alike.averagePrecision - poor.averagePrecision) / 2;
    assert.ok(Math.abs(effect.averagePrecision.value - value) < 1e-12);
    const { low, high } = effect.averagePrecision.interval;
    assert.ok(low < value && value < high);
    assert.equal(effect.verdict, 'better');
  });

  it('of one setting is the difference of its pair, but for the test of the AUC', () => {
    const [effect] = testEffects([[[keen, good]]], USUAL_MARGINS);
    const pair = new Pairs(examples, USUAL_MARGINS).test(keen, good);
    assert.deepEqual(effect.averagePrecision, pair.averagePrecision);
    assert.deepEqual(effect.auc.interval, pair.auc.interval);
    assert.ok(Math.abs(effect.auc.value - pair.auc.value) < 1e-12);
  });

  it('is corrected for how many effects there are', () => {
    const one = testEffects([[[good, alike]]], USUAL_MARGINS)[0].averagePrecision.p;
    const [several] = testEffects([[[good, alike]], [[alike, good]], [[keen, poor]]], USUAL_MARGINS);
    assert.ok(several.averagePrecision.p >= Math.min(1, 2 * one) - 1e-12);
  });
});
