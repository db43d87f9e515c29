import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs-core';
import { Random } from '../../src/base/random';
import { compiledKernels, ownKernels, useKernelThreads } from '../../src/kernels/compiled';
import { nativeLstmFor } from '../../src/ops/lstmNative';
import { assertGradients, assertSameWithoutFirst } from '../engine/compare';
import { drawInputs, LAYERS, type Layer, shapesOf, tensorsOf } from './recurrentLayers';

const random = Random.of(1, 'recurrent layers');
const numbers = (n: number) => Float32Array.from({ length: n }, () => random.normal());

for (const layer of LAYERS) {
  const draw = (B: number, T: number, F: number, H: number) => drawInputs(layer, random, B, T, F, H);

  describe(`${layer.name} kernel`, () => {
    const kernels = compiledKernels();
    before(function () {
      if (!kernels) this.skip();
    });

    // B, T, F, H: rows and units that fill the kernel's blocks, one too few, one too many, one alone.
    for (const [B, T, F, H] of [
      [1, 1, 1, 1],
      [4, 3, 8, 8],
      [3, 5, 2, 7],
      [5, 2, 9, 9],
      [131, 10, 21, 20],
      [256, 10, 16, 64],
    ])
      it(`agrees with plain TypeScript: B ${B}, T ${T}, F ${F}, H ${H}`, () => {
        assert(kernels);
        const inputs = draw(B, T, F, H);
        const dy = numbers(B * T * H);
        const { hidden, backward } = layer.plain(inputs);
        assertClose(layer.forward(kernels, inputs), hidden, 'hidden');
        assertGradientsClose(layer, layer.backward(kernels, dy, inputs), backward(dy));
      });

    it('gives the same on several threads, gradients of weights but for the order of sums', () => {
      assert(kernels);
      const inputs = draw(500, 10, 5, 16);
      const dy = numbers(500 * 10 * 16);
      const expected = layer.forward(kernels, inputs).slice();
      const gradients = layer.backward(kernels, dy, inputs).map((gradient) => gradient.slice());
      const threaded = ownKernels(3);
      assert(threaded);
      assert.deepEqual(layer.forward(threaded, inputs), expected);
      assertGradientsClose(layer, layer.backward(threaded, dy, inputs), gradients, 1e-5);
    });

    it('saturates where the gates are far out', () => {
      assert(kernels);
      const inputs = draw(4, 1, 1, 8);
      const bias = inputs.bias.map((_, i) => (i % 2 ? 1e4 : -1e4));
      assertClose(layer.forward(kernels, { ...inputs, bias }), layer.plain({ ...inputs, bias }).hidden, 'hidden');
    });

    it('is the same whatever ran before it', () => {
      assert(kernels);
      const inputs = draw(7, 4, 3, 6);
      const first = layer.forward(kernels, inputs).slice();
      layer.forward(kernels, draw(50, 4, 9, 30));
      assert.deepEqual(layer.forward(kernels, inputs), first);
    });

    it('has the same gradients where another forward pass, or anything else, came between its two', () => {
      assert(kernels);
      const inputs = draw(7, 4, 3, 6);
      const dy = numbers(7 * 4 * 6);
      const dx = () => layer.backward(kernels, dy, inputs)[0];
      layer.forward(kernels, inputs);
      const expected = dx().slice();
      assert.deepEqual(dx(), expected, 'twice');
      layer.forward(kernels, inputs);
      layer.forward(kernels, draw(7, 4, 3, 6));
      assert.deepEqual(dx(), expected, 'another');
      layer.forward(kernels, inputs);
      kernels.reserve(1000, 1);
      kernels.floats(1000).view.fill(1);
      assert.deepEqual(dx(), expected, 'anything');
    });
  });

  describe(layer.name, () => {
    const [B, T, F, H] = [5, 4, 3, 6];
    const inputs = draw(B, T, F, H);
    const mask = () => tf.tensor2d(inputs.mask, [B, T]);
    const weighting = numbers(B * T * H);
    /** Σ weighting ∘ hidden states: a number that depends on all of them. */
    const loss = (x: tf.Tensor, ...weights: tf.Tensor[]) =>
      tf.tidy(() => tf.sum(tf.mul(layer.sequence(x, mask(), weights), tf.tensor3d(weighting, [B, T, H]))) as tf.Scalar);
    const tensors = () => tensorsOf(layer, inputs);

    it('has the gradients that finite differences give', () =>
      assertGradients({
        shapes: shapesOf(layer, B, T, F, H),
        f: (x, ...weights) => layer.sequence(x, mask(), weights),
      }));

    it('carries the state over where the mask is 0, and starts at 0', () => {
      tf.tidy(() => {
        const [x, ...weights] = tensors();
        const steps = tf.tensor2d(
          Array.from({ length: B }, () => [0, 1, 0, 1]),
          [B, T],
        );
        const [h0, h1, h2, h3] = tf.unstack(layer.sequence(x, steps, weights), 1).map((h) => h.dataSync());
        assert(h0.every((h) => h === 0));
        assert.notDeepEqual(h1, h0);
        assert.deepEqual(h2, h1);
        assert.notDeepEqual(h3, h2);
        assert.deepEqual(layer.last(x, steps, weights).dataSync(), h3);
      });
    });

    /** Steps that the mask leaves out, of 20 a row: none, some in front, most, and one in between. */
    const masks: Record<string, { hidden: (b: number) => [from: number, to: number]; native: boolean }> = {
      'whole sequences': { hidden: () => [0, 0], native: true },
      'padding in front': { hidden: (b) => [0, 2 * b], native: true },
      'mostly padding': { hidden: (b) => [0, 20 - b], native: false },
      'a gap': { hidden: () => [3, 4], native: false },
    };
    for (const [what, { hidden, native }] of Object.entries(masks))
      for (const lastOnly of [false, true]) {
        const steps = 20;
        const name = lastOnly ? 'its last state' : 'all its states';
        const drawMasked = () => {
          const drawn = draw(B, steps, F, H);
          for (let b = 0; b < B; b++)
            for (let t = 0; t < steps; t++) drawn.mask[b * steps + t] = t >= hidden(b)[0] && t < hidden(b)[1] ? 0 : 1;
          return drawn;
        };
        const isLast = (_: number, i: number) => !lastOnly || i % (steps * H) >= (steps - 1) * H;
        /** The states and all gradients, given those of the states. */
        const outcome = (drawn: ReturnType<typeof drawMasked>, dy: Float32Array) =>
          tf.tidy(() => {
            const maskTensor = tf.tensor2d(drawn.mask, [B, steps]);
            const run = (x: tf.Tensor, ...weights: tf.Tensor[]): tf.Tensor =>
              (lastOnly ? layer.last : layer.sequence)(x, maskTensor, weights);
            const [x, ...weights] = tensorsOf(layer, drawn);
            const states = run(x, ...weights);
            const given = tf.tensor(dy.filter(isLast), states.shape);
            const gradients = tf.grads((...[first, ...rest]: tf.Tensor[]) => run(first, ...rest))(
              [x, ...weights],
              given,
            );
            return [states, ...gradients].map((tensor) => tensor.dataSync().slice() as Float32Array);
          });

        it(`gives ${name} and their gradients as plain TypeScript does: ${what}`, () => {
          const drawn = drawMasked();
          const dy = numbers(B * steps * H).map((value, i) => (isLast(value, i) ? value : 0));
          const plain = layer.plain(drawn);
          const expected = plain.backward(dy);
          if (layer.name === 'LSTM')
            tf.tidy(() => {
              const byNative = nativeLstmFor(tf.tensor2d(drawn.mask, [B, steps]), H) !== undefined;
              assert.equal(byNative, native && tf.getBackend() === 'tensorflow');
            });
          const [states, ...gradients] = outcome(drawn, dy);
          assertClose(states, plain.hidden.filter(isLast), 'states', 1e-5);
          assertGradientsClose(layer, gradients, expected, 1e-5);
        });

        it(`reads nothing of x where the mask is 0, not even NaN or ∞: ${name}, ${what}`, () => {
          const drawn = drawMasked();
          const dy = numbers(B * steps * H);
          const filled = (value: number) => ({
            ...drawn,
            x: drawn.x.map((own, i) => (drawn.mask[Math.floor(i / F)] ? own : value)),
          });
          const plainOutcome = (value: number) => {
            const { hidden: states, backward } = layer.plain(filled(value));
            return [states, ...backward(dy)];
          };
          for (const value of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
            assert.deepEqual(outcome(filled(value), dy), outcome(filled(0), dy), `${value}`);
            assert.deepEqual(plainOutcome(value), plainOutcome(0), `plain, ${value}`);
          }
        });
      }

    it('has the same gradients by weights where x is a constant', () =>
      assertSameWithoutFirst((...[x, ...weights]) => loss(x, ...weights), tensors));

    it('leaves no tensors behind', () => {
      const before = tf.memory().numTensors;
      tf.tidy(() => {
        tf.grads((...[x, ...weights]: tf.Tensor[]) => loss(x, ...weights))(tensors());
      });
      assert.equal(tf.memory().numTensors, before);
    });
  });
}

describe('LSTM', () => {
  it('of narrow layers goes to our kernel where several threads run', function () {
    if (tf.getBackend() !== 'tensorflow' || !compiledKernels()) this.skip();
    tf.tidy(() => {
      const mask = tf.ones([2, 3]) as tf.Tensor2D;
      try {
        useKernelThreads(2);
        assert.equal(nativeLstmFor(mask, 64), undefined);
        assert.notEqual(nativeLstmFor(mask, 65), undefined);
      } finally {
        useKernelThreads(1);
      }
      assert.notEqual(nativeLstmFor(mask, 64), undefined);
    });
  });
});

function assertGradientsClose(
  { inputs }: Layer,
  actual: readonly Float32Array[],
  expected: readonly Float32Array[],
  tolerance?: number,
): void {
  for (const [i, name] of inputs.entries()) assertClose(actual[i], expected[i], `gradient by ${name}`, tolerance);
}

/** Gradients of weights are sums of B · T products, which plain, compiled and fused arithmetic round differently. */
function assertClose(actual: Float32Array, expected: Float32Array, name: string, tolerance = 5e-6): void {
  assert.equal(actual.length, expected.length, name);
  let scale = 1;
  for (const value of expected) scale = Math.max(scale, Math.abs(value));
  for (let i = 0; i < actual.length; i++)
    assert(Math.abs(actual[i] - expected[i]) < tolerance * scale, `${name}[${i}]: ${actual[i]} ≠ ${expected[i]}`);
}
