import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs-core';
import type { Loss, LossKind } from '../imbalance/loss';
import { assertGradients, assertNoLeak, assertSameOnCpu, type Check, defineLaws } from './laws';

const LABELS = [1, 0, 0, 0, 0, 0, 0, 0, 0, 0];
const LOGITS = [0.3, -1, 2, 0, -0.5, 1, -2, 0.7, 0.1, -0.2];
const RATE = 0.1;

/** Laws of losses. */
export const lossLaws = defineLaws<LossKind>({
  'a loss for each example': onLoss((loss) => {
    const { shape } = loss.of(tf.tensor1d(LOGITS), tf.tensor1d(LABELS), 1);
    assert.deepEqual(shape, [LABELS.length]);
  }),

  'finite at extreme logits, and so is its gradient': onLoss((loss) => {
    for (const extreme of [-1000, -100, 100, 1000]) {
      const { value, grad } = tf.valueAndGrad((z: tf.Tensor) => of(loss, z))(tf.fill([10], extreme));
      assert.ok(Number.isFinite(value.dataSync()[0]), `the loss at logits ${extreme} is ${value.dataSync()[0]}`);
      assert.ok(grad.dataSync().every(Number.isFinite), `the gradient at logits ${extreme} is ${grad.dataSync()}`);
    }
  }),

  'gradients equal finite differences': onLoss((loss) =>
    assertGradients(undefined, [tf.tensor1d(LOGITS)], ([z]) => of(loss, z)),
  ),

  'falls when a prediction gets better': onLoss((loss) => {
    const at = (z: number[]) => of(loss, tf.tensor1d(z)).dataSync()[0];
    const flat = new Array<number>(10).fill(0);
    assert.ok(at([2, ...flat.slice(1)]) < at(flat), 'a positive told better');
    assert.ok(at([0, -2, ...flat.slice(2)]) < at(flat), 'a negative told better');
  }),

  'a fitted constant, shifted, lies between the base rate and ½': onLoss((loss) => {
    const p = fittedRate(loss);
    assert.ok(p > RATE - 1e-3 && p < 0.5, `${p} for a base rate of ${RATE}`);
  }),

  'no tensor leaks': (kind, given) =>
    assertNoLeak(() => onLoss((loss) => void of(loss, tf.tensor1d(LOGITS)))(kind, given)),

  'same on every engine': (kind, given) => {
    const loss = build(kind, given);
    return assertSameOnCpu(() => of(loss, tf.tensor1d(LOGITS)));
  },
});

/** The probability that the best constant logit stands for, by a loss of one positive and nine negatives. */
export function fittedRate(loss: Loss): number {
  const slope = tf.grad((z: tf.Tensor) => of(loss, tf.mul(z, tf.ones([10]))));
  let [low, high] = [-20, 20];
  for (let i = 0; i < 40; i++) {
    const middle = (low + high) / 2;
    const rises = tf.tidy(() => slope(tf.scalar(middle)).dataSync()[0] > 0);
    [low, high] = rises ? [low, middle] : [middle, high];
  }
  return 1 / (1 + Math.exp(-low - loss.logitShift(1)));
}

function of(loss: Loss, logits: tf.Tensor): tf.Scalar {
  return tf.mean(loss.of(logits as tf.Tensor1D, tf.tensor1d(LABELS), 1));
}

function build(kind: LossKind, given: Parameters<Check<LossKind>>[1]): Loss {
  return kind.build(kind.options.parse(given ?? {}), { positives: 1, negatives: 9 });
}

function onLoss(check: (loss: Loss) => void): Check<LossKind> {
  return (kind, given) => tf.tidy(() => check(build(kind, given)));
}
