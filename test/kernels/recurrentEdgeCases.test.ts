import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs-core';
import { Random } from '../../src/base/random';
import { gru, gruLast } from '../../src/ops/gru';
import { lstm, lstmLast } from '../../src/ops/lstm';
import { assertClose, assertGradients } from '../engine/compare';

/** A recurrent layer, the shapes of its weights, and a step of it by definition. */
interface Layer {
  readonly name: string;
  shapes(F: number, H: number): number[][];
  sequence(x: tf.Tensor3D, mask: tf.Tensor2D, weights: tf.Tensor[]): tf.Tensor3D;
  last(x: tf.Tensor3D, mask: tf.Tensor2D, weights: tf.Tensor[]): tf.Tensor2D;
  /** Hidden and cell state after a step. `ofInput` is x W, `ofState` h U. */
  step(ofInput: number[], ofState: number[], state: State, weights: readonly Float32Array[]): State;
}

interface State {
  readonly h: number[];
  readonly c: number[];
}

type Lstm = [tf.Tensor2D, tf.Tensor2D, tf.Tensor1D];
type Gru = [tf.Tensor2D, tf.Tensor2D, tf.Tensor1D, tf.Tensor1D];

const LAYERS: Layer[] = [
  {
    name: 'LSTM',
    shapes: (F, H) => [[F, 4 * H], [H, 4 * H], [4 * H]],
    sequence: (x, mask, weights) => lstm(x, mask, ...(weights as Lstm)),
    last: (x, mask, weights) => lstmLast(x, mask, ...(weights as Lstm)),
    step: (ofInput, ofState, { h, c }, [, , bias]) => {
      const H = h.length;
      const z = ofInput.map((value, j) => value + ofState[j] + bias[j]);
      const cell = c.map((value, j) => sigmoid(z[H + j]) * value + sigmoid(z[j]) * Math.tanh(z[2 * H + j]));
      return { c: cell, h: cell.map((value, j) => sigmoid(z[3 * H + j]) * Math.tanh(value)) };
    },
  },
  {
    name: 'GRU',
    shapes: (F, H) => [[F, 3 * H], [H, 3 * H], [3 * H], [3 * H]],
    sequence: (x, mask, weights) => gru(x, mask, ...(weights as Gru)),
    last: (x, mask, weights) => gruLast(x, mask, ...(weights as Gru)),
    step: (ofInput, ofState, { h, c }, [, , bias, recurrentBias]) => {
      const H = h.length;
      const a = ofInput.map((value, j) => value + bias[j]);
      const b = ofState.map((value, j) => value + recurrentBias[j]);
      return {
        c,
        h: h.map((value, j) => {
          const r = sigmoid(a[j] + b[j]);
          const z = sigmoid(a[H + j] + b[H + j]);
          return (1 - z) * Math.tanh(a[2 * H + j] + r * b[2 * H + j]) + z * value;
        }),
      };
    },
  },
];

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

function sigmoid(z: number): number {
  return 1 / (1 + Math.exp(-z));
}

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
    for (const { B, T, F, H } of SIZES)
      for (const [name, has] of MASKS)
        it(`is what it is defined as, gradients included: ${name} of ${T}, B ${B}, F ${F}, H ${H}`, async () => {
          const random = Random.of(1, 'odd sequences');
          const shapes = [[B, T, F], ...layer.shapes(F, H)];
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
          const sequence = (input: tf.Tensor, ...given: tf.Tensor[]) =>
            layer.sequence(input as tf.Tensor3D, mask(), given);
          const last = (input: tf.Tensor, ...given: tf.Tensor[]) => layer.last(input as tf.Tensor3D, mask(), given);
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
        const weights = layer.shapes(3, 4).map((shape) => tf.ones(shape));
        return tf.grad((x) => layer.sequence(x as tf.Tensor3D, tf.ones([B, T]), weights))(tf.ones([B, T, 3]));
      };
      tf.tidy(() => {
        assert.deepEqual(call(0, 5).shape, [0, 5, 3]);
        assert.throws(() => call(2, 0), /inputs \[2,0,3\] have no steps/);
      });
    });

    it('says which weights, and which masks, do not fit', () => {
      const shapes = layer.shapes(3, 4);
      const call = (change: { part?: number; shape?: number[]; mask?: [number, number] }) =>
        tf.tidy(() => {
          const weights = shapes.map((shape, i) => tf.ones(i === change.part && change.shape ? change.shape : shape));
          layer.sequence(tf.ones([2, 5, 3]), tf.ones(change.mask ?? [2, 5]), weights);
        });
      assert.doesNotThrow(() => call({}));
      for (const [part, shape] of shapes.entries())
        assert.throws(() => call({ part, shape: shape.map((size) => size + 1) }), /do not fit inputs \[2,5,3\]/);
      for (const mask of [
        [2, 4],
        [3, 5],
        [5, 2],
      ] as [number, number][])
        assert.throws(() => call({ mask }), /a mask \[\d,\d\] does not fit inputs \[2,5,3\]/);
    });
  });
