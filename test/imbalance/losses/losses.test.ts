import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs-core';
import { losses } from '../../../src/imbalance/losses';
import { assertClose, assertGradients } from '../../../src/testing/laws';
import { fittedRate } from '../../../src/testing/loss';

const COUNTS = { positives: 1, negatives: 9 };
const LOGITS = [0.3, -1, 2, 0, -0.5, 1, -2, 0.7, 30, -30];
const LABELS = [1, 0, 1, 0, 0, 1, 1, 0, 0, 1];

function build(name: string, options: object) {
  const kind = losses.get(name);
  return kind.build(kind.options.parse(options), COUNTS);
}

function lossOf(name: string, options: object): number {
  return tf.tidy(() => tf.mean(build(name, options).of(tf.tensor1d(LOGITS), tf.tensor1d(LABELS), 1)).dataSync()[0]);
}

const sigmoid = (z: number) => 1 / (1 + Math.exp(-z));
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

describe('weighted cross-entropy', () => {
  for (const positiveWeight of [1, 4, 'sqrt', 'balanced'] as const) {
    it(`is its definition, weight ${positiveWeight}`, () => {
      const w = { sqrt: 3, balanced: 9 }[positiveWeight as string] ?? Number(positiveWeight);
      const expected = mean(LOGITS.map((z, i) => (LABELS[i] ? w * Math.log1p(Math.exp(-z)) : Math.log1p(Math.exp(z)))));
      assertClose([lossOf('weighted-bce', { positiveWeight })], [expected], 1e-5, 'loss');
    });

    it(`a constant fitted by it, shifted, is the base rate, weight ${positiveWeight}`, () => {
      assert.ok(Math.abs(fittedRate(build('weighted-bce', { positiveWeight })) - 0.1) < 1e-4);
    });
  }
});

describe('focal loss', () => {
  it('is cross-entropy where γ is 0 and α is ½', () => {
    const expected = lossOf('weighted-bce', { positiveWeight: 1 });
    assertClose([lossOf('focal', { gamma: 0, alpha: 0.5 })], [expected], 1e-6, 'loss');
  });

  for (const gamma of [0.5, 1, 2, 3.5])
    for (const alpha of [0.25, 0.5]) {
      it(`is its definition, γ ${gamma}, α ${alpha}`, () => {
        const expected = mean(
          LOGITS.map((z, i) => {
            const p = sigmoid(LABELS[i] ? z : -z);
            const weight = LABELS[i] ? alpha : 1 - alpha;
            return 2 * weight * (1 - p) ** gamma * Math.log1p(Math.exp(LABELS[i] ? -z : z));
          }),
        );
        assertClose([lossOf('focal', { gamma, alpha })], [expected], 1e-5, 'loss');
      });

      it(`has gradients that equal finite differences, γ ${gamma}, α ${alpha}`, () => {
        const loss = build('focal', { gamma, alpha });
        tf.tidy(() =>
          assertGradients(undefined, [tf.tensor1d(LOGITS)], ([z]) => loss.of(z as tf.Tensor1D, tf.tensor1d(LABELS), 1)),
        );
      });
    }

  it('a constant fitted by it with γ 0, shifted, is the base rate', () => {
    assert.ok(Math.abs(fittedRate(build('focal', { gamma: 0, alpha: 0.8 })) - 0.1) < 1e-4);
  });
});

describe('class-balanced loss', () => {
  it('is cross-entropy where β is 0, and weighs classes by their inverse frequencies where it goes towards 1', () => {
    assertClose(
      [lossOf('class-balanced', { beta: 0 })],
      [lossOf('weighted-bce', { positiveWeight: 1 })],
      1e-6,
      'no weights',
    );
    const [balanced] = [lossOf('weighted-bce', { positiveWeight: 'balanced' })];
    // Weights with a mean of 1 over the classes: 9 to 1 is 1.8 to 0.2.
    assertClose([lossOf('class-balanced', { beta: 1 - 1e-9 })], [0.2 * balanced], 1e-4, 'inverse frequencies');
  });

  it('weighs classes by their effective numbers of examples', () => {
    // (1 − 0.5) / (1 − 0.5¹) and (1 − 0.5) / (1 − 0.5⁹)
    const [positive, negative] = [1, 0.5 / (1 - 0.5 ** 9)].map((w, _, all) => (2 * w) / (all[0] + all[1]));
    const expected = mean(
      LOGITS.map((z, i) => (LABELS[i] ? positive * Math.log1p(Math.exp(-z)) : negative * Math.log1p(Math.exp(z)))),
    );
    assertClose([lossOf('class-balanced', { beta: 0.5 })], [expected], 1e-5, 'loss');
  });

  it('a constant fitted by it, shifted, is the base rate', () => {
    for (const beta of [0, 0.5, 0.999]) assert.ok(Math.abs(fittedRate(build('class-balanced', { beta })) - 0.1) < 1e-4);
  });
});

describe('logit-adjusted loss', () => {
  for (const tau of [0, 1, 1.5])
    it(`is cross-entropy of logits with τ log(n₁ / n₀) added, τ ${tau}`, () => {
      const shift = tau * Math.log(1 / 9);
      const expected = mean(
        LOGITS.map((z, i) => (LABELS[i] ? Math.log1p(Math.exp(-z - shift)) : Math.log1p(Math.exp(z + shift)))),
      );
      assertClose([lossOf('logit-adjusted', { tau })], [expected], 1e-5, 'loss');
      assert.ok(Math.abs(fittedRate(build('logit-adjusted', { tau })) - 0.1) < 1e-4);
    });

  it('fits 0, the decision of balanced classes, to a constant where τ is 1', () => {
    assert.equal(build('logit-adjusted', { tau: 1 }).logitShift(1), Math.log(1 / 9));
  });
});

describe('margins by label distribution', () => {
  const at = (epoch: number, options: object) =>
    tf.tidy(() => tf.mean(build('ldam', options).of(tf.tensor1d(LOGITS), tf.tensor1d(LABELS), epoch)).dataSync()[0]);

  it('are cross-entropy without margins and weights', () => {
    const expected = lossOf('weighted-bce', { positiveWeight: 1 });
    assertClose([at(1, { maxMargin: 0 }), at(9, { maxMargin: 0, beta: 0 })], [expected, expected], 1e-5, 'loss');
  });

  it('are by the fourth root of the counts; from an epoch on, classes have weights', () => {
    const [margin, other] = [0.8, 0.8 * (1 / 9) ** 0.25];
    const [positive, negative] = [1, (1 - 0.9) / (1 - 0.9 ** 9)].map((w, _, all) => (2 * w) / (all[0] + all[1]));
    const expected = (w1: number, w0: number) =>
      mean(
        LOGITS.map((z, i) =>
          LABELS[i] ? w1 * Math.log1p(Math.exp(margin - z)) : w0 * Math.log1p(Math.exp(z + other)),
        ),
      );
    const options = { maxMargin: 0.8, deferredEpochs: 3, beta: 0.9 };
    assertClose([at(1, options), at(3, options)], [expected(1, 1), expected(1, 1)], 1e-5, 'first epochs');
    assertClose([at(4, options), at(9, options)], Array(2).fill(expected(positive, negative)), 1e-5, 'later epochs');
  });

  it('a constant fitted by it, shifted as of its epoch, is the base rate', () => {
    for (const maxMargin of [0, 0.5, 3])
      for (const deferredEpochs of [0, 1])
        assert.ok(Math.abs(fittedRate(build('ldam', { maxMargin, deferredEpochs, beta: 0.9 })) - 0.1) < 1e-4);
  });

  it('shift by the margins where positives are the more frequent class, too', () => {
    const kind = losses.get('ldam');
    const loss = kind.build(kind.options.parse({ maxMargin: 2 }), { positives: 9, negatives: 1 });
    const z = Math.log(9) - loss.logitShift(1);
    const slope = (0.9 * -1) / (1 + Math.exp(z - 2 * (1 / 9) ** 0.25)) + 0.1 / (1 + Math.exp(-z - 2));
    assert.ok(Math.abs(slope) < 1e-9, `the slope at the best constant is ${slope}`);
  });
});
