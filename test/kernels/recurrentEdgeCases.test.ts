import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs-core';
import { Random } from '../../src/base/random';
import { assertClose, assertGradients } from '../engine/compare';
import { LAYERS, type State, shapesOf } from './recurrentLayers';

/** Which steps there are, of T. */
const MASKS: [string, (t: number, T: number, b: number) => boolean][] = [
  ['every step', () => true],
  ['no step', () => false],
  ['steps behind padding, a row without any', (t, T, b) => b > 0 && t >= T / 2],
  ['steps before padding', (t, T) => t < T / 2],
  ['every other step', (t, _, b) => (t + b) % 2 === 0],
];

/** One of each, few, and none or some beside what the kernels take together: rows by 4, units by 8. */
const SIZES = [
  { B: 1, T: 1, F: 1, H: 1 },
  { B: 2, T: 1, F: 3, H: 9 },
  { B: 1, T: 4, F: 1, H: 5 },
  { B: 5, T: 3, F: 2, H: 8 },
];

/** Row `row` of a · b, b [n, columns]. */
function product(a: ArrayLike<number>, row: number, n: number, b: Float32Array): number[] {
  const columns = b.length / n;
  return Array.from({ length: columns }, (_, j) => {
    let sum = 0;
    for (let k = 0; k < n; k++) sum += a[row * n + k] * b[k * columns + j];
    return sum;
  });
}

for (const layer of LAYERS)
  describe(`${layer.name}, where sequences are odd`, () => {
    const [, ...weightShapes] = shapesOf(layer, 2, 5, 3, 4);
    for (const { B, T, F, H } of SIZES)
      for (const [name, has] of MASKS)
        it(`is what it is defined as, gradients included: ${name} of ${T}, B ${B}, F ${F}, H ${H}`, async () => {
          const random = Random.of(1, 'odd sequences');
          const shapes = shapesOf(layer, B, T, F, H);
          const [x, ...weights] = shapes.map((shape) =>
            Float32Array.from({ length: tf.util.sizeFromShape(shape) }, () => random.normal()),
          );
          const steps = Float32Array.from({ length: B * T }, (_, i) => Number(has(i % T, T, Math.floor(i / T))));
          const mask = () => tf.tensor2d(steps.slice(), [B, T]);
          const expected = Array.from({ length: B }, (_, b) => {
            let state: State = { h: new Array(H).fill(0), c: new Array(H).fill(0) };
            return Array.from({ length: T }, (_, t) => {
              if (steps[b * T + t]) {
                const ofInput = product(x, b * T + t, F, weights[0]);
                state = layer.step(ofInput, product(state.h, 0, H, weights[1]), state, weights);
              }
              return state.h;
            });
          });
          tf.tidy(() => {
            const input = tf.tensor3d(x.slice(), [B, T, F]);
            const given = weights.map((values, i) => tf.tensor(values.slice(), shapes[i + 1]));
            const sequence = layer.sequence(input, mask(), given);
            assert.deepEqual(sequence.shape, [B, T, H]);
            assertClose(sequence.dataSync(), expected.flat(2), 1e-5, 'states');
            const last = layer.last(input, mask(), given);
            assert.deepEqual(last.shape, [B, H]);
            assertClose(
              last.dataSync(),
              expected.flatMap((states) => states[T - 1]),
              1e-5,
              'last states',
            );
          });
          const sequence = (input: tf.Tensor, ...given: tf.Tensor[]) => layer.sequence(input, mask(), given);
          const last = (input: tf.Tensor, ...given: tf.Tensor[]) => layer.last(input, mask(), given);
          const lastOfSequence = (...z: [tf.Tensor, ...tf.Tensor[]]) => tf.slice(sequence(...z), [0, T - 1, 0]);
          await assertGradients({ shapes, f: sequence });
          tf.tidy(() => {
            const tensors = [x, ...weights].map((values, i) => tf.tensor(values.slice(), shapes[i]));
            const expected = tf.grads(lastOfSequence)(tensors);
            for (const [i, gradient] of tf.grads(last)(tensors).entries()) {
              assertClose(gradient.dataSync(), expected[i].dataSync(), 1e-5, `gradient ${i} of the last states`);
              if (!steps.includes(1)) assert(gradient.dataSync().every((value) => value === 0));
            }
          });
        });

    it('takes no rows, but not no steps', () => {
      const call = (B: number, T: number) => {
        const weights = weightShapes.map((shape) => tf.ones(shape));
        return tf.grad((x) => layer.sequence(x, tf.ones([B, T]), weights))(tf.ones([B, T, 3]));
      };
      tf.tidy(() => {
        assert.deepEqual(call(0, 5).shape, [0, 5, 3]);
        assert.throws(() => call(2, 0), /inputs \[2,0,3\] have no steps/);
      });
    });

    it('says which weights, and which masks, do not fit', () => {
      const call = (change: { part?: number; shape?: number[]; mask?: [number, number] }) =>
        tf.tidy(() => {
          const weights = weightShapes.map((shape, i) =>
            tf.ones(i === change.part && change.shape ? change.shape : shape),
          );
          layer.sequence(tf.ones([2, 5, 3]), tf.ones(change.mask ?? [2, 5]), weights);
        });
      assert.doesNotThrow(() => call({}));
      for (const [part, shape] of weightShapes.entries())
        assert.throws(() => call({ part, shape: shape.map((size) => size + 1) }), /do not fit inputs \[2,5,3\]/);
      for (const mask of [
        [2, 4],
        [3, 5],
        [5, 2],
      ] as [number, number][])
        assert.throws(() => call({ mask }), /a mask \[\d,\d\] does not fit inputs \[2,5,3\]/);
    });
  });
