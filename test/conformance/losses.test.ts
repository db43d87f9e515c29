import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs-core';
import { losses } from '../../src/imbalance/losses';
import { assertNoLeak, assertSameOnCpu } from '../helpers/laws';

const labels = () => tf.tensor1d([1, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
const baseRate = 0.1;

for (const kind of losses.all)
  describe(`loss ${kind.name}`, () => {
    const loss = kind.build({}, baseRate);

    it('is finite at extreme logits, and so is its gradient', () => {
      for (const extreme of [-100, 100]) {
        const { value, grad } = tf.valueAndGrad((z) => loss.of(z as tf.Tensor1D, labels()))(tf.fill([10], extreme));
        assert.ok(Number.isFinite(value.dataSync()[0]));
        assert.ok(grad.dataSync().every(Number.isFinite));
      }
    });

    it('gradients equal finite differences', () => {
      const z = Float32Array.from([0.3, -1, 2, 0, -0.5, 1, -2, 0.7, 0.1, -0.2]);
      const grad = tf
        .grad((x: tf.Tensor) => loss.of(x as tf.Tensor1D, labels()))(tf.tensor1d(z))
        .dataSync();
      for (let i = 0; i < z.length; i++) {
        const at = (delta: number) =>
          loss.of(tf.tensor1d(z.map((value, j) => (j === i ? value + delta : value))), labels()).dataSync()[0];
        const numeric = (at(1e-2) - at(-1e-2)) / 2e-2;
        assert.ok(Math.abs(numeric - grad[i]) < 2e-3, `entry ${i}: ${grad[i]} against ${numeric}`);
      }
    });

    it('falls when a prediction gets better', () => {
      const of = (z: number[]) => loss.of(tf.tensor1d(z), labels()).dataSync()[0];
      const flat = new Array(10).fill(0);
      assert.ok(of([2, ...flat.slice(1)]) < of(flat));
      assert.ok(of([0, -2, ...flat.slice(2)]) < of(flat));
    });

    it('shifted logits are probabilities: the best constant is the base rate', () => {
      let best = { p: 0, value: Number.POSITIVE_INFINITY };
      for (let p = 0.01; p < 0.6; p += 0.01) {
        const logit = Math.log(p / (1 - p)) - loss.logitShift;
        const value = loss.of(tf.fill([10], logit), labels()).dataSync()[0];
        if (value < best.value) best = { p, value };
      }
      assert.ok(Math.abs(best.p - baseRate) < 0.015, `the best constant probability is ${best.p}`);
    });

    it('leaks no tensor', () => {
      const z = tf.zeros([10]) as tf.Tensor1D;
      const y = labels();
      assertNoLeak(() => tf.tidy(() => void loss.of(z, y)));
    });

    it('agrees with plain JavaScript', () =>
      assertSameOnCpu(() => loss.of(tf.tensor1d([1, -2, 0.5, 3, -1, 0, 2, -3, 1, 0]), labels())));
  });
