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
  return tf.tidy(() => build(name, options).of(tf.tensor1d(LOGITS), tf.tensor1d(LABELS), 1).dataSync()[0]);
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
