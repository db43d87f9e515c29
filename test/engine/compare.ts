import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs-core';
import { Random } from '../../src/base/random';

/** Something differentiable to compute: f of float inputs with these shapes, drawn uniformly from [low, high). */
export interface Computation {
  shapes: readonly (readonly number[])[];
  f: (...inputs: tf.Tensor[]) => tf.Tensor;
  low?: number;
  high?: number;
}

export interface Outcome {
  shape: number[];
  value: Float32Array;
  gradients: Float32Array[];
}

/** f's value, and the gradient of its weighted sum by each input, on one of tfjs's backends. */
async function computeOn(backend: string, computation: Computation, seed = 1): Promise<Outcome> {
  const before = tf.getBackend();
  assert(await tf.setBackend(backend));
  const tensors = tf.memory().numTensors;
  const inputs = draw(computation, seed);
  const outcome = tf.tidy(() => {
    const x = inputs.map((values, i) => tf.tensor(values, [...computation.shapes[i]]));
    const y = computation.f(...x);
    const gradients = x.length ? tf.grads((...z) => weightedSum(computation.f(...z), seed))(x) : [];
    return {
      shape: y.shape,
      value: Float32Array.from(y.dataSync()),
      gradients: gradients.map((gradient) => Float32Array.from(gradient.dataSync())),
    };
  });
  assert.equal(tf.memory().numTensors, tensors, 'tensors leaked');
  await tf.setBackend(before);
  return outcome;
}

/** A scalar that depends on every element of y in a way of its own. */
function weightedSum(y: tf.Tensor, seed: number): tf.Scalar {
  const random = Random.of(seed, 'weights');
  const weights = Float32Array.from({ length: y.size }, () => 2 * random.next() - 1);
  return tf.sum(tf.mul(y, tf.tensor(weights, y.shape)));
}

function draw({ shapes, low = -1, high = 1 }: Computation, seed: number): Float32Array[] {
  const random = Random.of(seed, 'inputs');
  return shapes.map((shape) =>
    Float32Array.from({ length: tf.util.sizeFromShape([...shape]) }, () => low + (high - low) * random.next()),
  );
}

/** Asserts that the running engine computes what tfjs's plain JavaScript engine does, gradients included. */
export async function assertAgrees(computation: Computation, tolerance = 1e-5, seed = 1): Promise<void> {
  const actual = await computeOn(tf.getBackend(), computation, seed);
  const expected = await computeOn('cpu', computation, seed);
  assert.deepEqual(actual.shape, expected.shape);
  assertClose(actual.value, expected.value, tolerance, 'value');
  for (const [i, gradient] of expected.gradients.entries())
    assertClose(actual.gradients[i], gradient, tolerance, `gradient ${i}`);
}

/**
 * Asserts that the running engine's gradients are those of central differences.
 * @param tolerance absolute; float32 leaves about three digits
 */
export async function assertGradients(computation: Computation, tolerance = 3e-3, seed = 1): Promise<void> {
  const { gradients } = await computeOn(tf.getBackend(), computation, seed);
  const inputs = draw(computation, seed);
  const objective = () =>
    tf.tidy(() => {
      const x = inputs.map((values, i) => tf.tensor(values, [...computation.shapes[i]]));
      return weightedSum(computation.f(...x), seed).dataSync()[0];
    });
  const step = 2 ** -7;
  for (const [i, values] of inputs.entries()) {
    const differences = values.map((value, j) => {
      values[j] = value + step;
      const above = objective();
      values[j] = value - step;
      const below = objective();
      values[j] = value;
      return (above - below) / (2 * step);
    });
    assertClose(gradients[i], differences, tolerance, `gradient ${i}`);
  }
}

/** Asserts that gradients by all inputs but the first are the same, to the bit, when nobody asks for the first one's. */
export function assertSameWithoutFirst(loss: (...inputs: tf.Tensor[]) => tf.Scalar, inputs: () => tf.Tensor[]): void {
  tf.tidy(() => {
    const given = inputs();
    const [, ...expected] = tf.grads(loss)(given);
    const others = tf.grads((...rest: tf.Tensor[]) => loss(given[0], ...rest))(given.slice(1));
    others.forEach((gradient, i) => {
      assert.deepEqual(gradient.dataSync(), expected[i].dataSync());
    });
  });
}

/** |actual − expected| ≤ tolerance · max(1, |expected|), element by element. */
export function assertClose(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  tolerance: number,
  what: string,
): void {
  assert.equal(actual.length, expected.length, `${what}: length`);
  for (let i = 0; i < expected.length; i++)
    if (
      !(
        Object.is(actual[i], expected[i]) ||
        Math.abs(actual[i] - expected[i]) <= tolerance * Math.max(1, Math.abs(expected[i]))
      )
    )
      assert.fail(`${what}[${i}] is ${actual[i]}, expected ${expected[i]}`);
}
