import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs-core';
import type { Component } from '../base/component';
import { Random } from '../base/random';
import type { Module } from '../nn/module';

/** What every component of a kind must obey, by name. A check throws where its law is broken. */
export type Laws<C> = Readonly<Record<string, Check<C>>>;

/** @param given options of the component; its defaults if omitted */
export type Check<C> = (component: C, given?: Readonly<Record<string, unknown>>) => void | Promise<void>;

/** Declares laws: whatever a check throws becomes an error that names the law. */
export function defineLaws<C extends Component>(checks: Laws<C>): Laws<C> {
  return Object.fromEntries(
    Object.entries(checks).map(([law, check]) => [
      law,
      async (component: C, given = {}) => {
        try {
          await check(component, given);
        } catch (error) {
          const reason = error instanceof Error ? error.message : String(error);
          throw new Error(`law "${law}" broken: ${reason}`, { cause: error });
        }
      },
    ]),
  );
}

/** Holds a component to all laws of its kind. @throws Error that names the first law that is broken */
export async function holdTo<C>(laws: Laws<C>, component: C, given?: Readonly<Record<string, unknown>>): Promise<void> {
  for (const check of Object.values(laws)) await check(component, given);
}

/** Calls back with a module, which is freed afterwards. */
export async function using<M extends { dispose(): void }>(
  module: M,
  use: (module: M) => void | Promise<void>,
): Promise<void> {
  try {
    await use(module);
  } finally {
    module.dispose();
  }
}

/** A tensor of normal numbers. */
export function normalTensor<R extends tf.Rank>(shape: readonly number[], random: Random): tf.Tensor<R> {
  const size = shape.reduce((a, b) => a * b, 1);
  return tf.tensor(
    Float32Array.from({ length: size }, () => random.normal()),
    shape as tf.ShapeMap[R],
  );
}

/** The numbers of a tensor that something computes; all else that it makes is freed. */
export function valuesOf(f: () => tf.Tensor): Float32Array {
  return tf.tidy(() => (f().dataSync() as Float32Array).slice());
}

/** The gradients of Σ y² by weights, by name. */
export function weightGradients(module: Module, f: () => tf.Tensor): Record<string, Float32Array> {
  return tf.tidy(() => {
    const weights = module.weights();
    if (weights.size === 0) return {};
    const { grads } = tf.variableGrads(() => tf.sum(tf.square(f())) as tf.Scalar, [...weights.values()]);
    return Object.fromEntries(
      [...weights].map(([name, weight]) => {
        assert.deepEqual(grads[weight.name]?.shape, weight.shape, `weight ${name} has no gradient`);
        return [name, (grads[weight.name].dataSync() as Float32Array).slice()];
      }),
    );
  });
}

export function assertClose(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  tolerance: number,
  what: string,
): void {
  assert.equal(actual.length, expected.length, `${what}: lengths`);
  for (let i = 0; i < actual.length; i++) {
    const isClose = Math.abs(actual[i] - expected[i]) <= tolerance * Math.max(1, Math.abs(expected[i]));
    assert.ok(isClose, `${what}: entry ${i} is ${actual[i]}, expected ${expected[i]}`);
  }
}

/**
 * Compares the gradients of Σ r ∘ f, r random and fixed, with central differences, in the inputs and in the module's
 * weights: six entries of each.
 */
export function assertGradients(
  module: Module | undefined,
  inputs: readonly tf.Tensor[],
  f: (inputs: tf.Tensor[]) => tf.Tensor,
): void {
  const random = new Random(7);
  const weights = module?.weights() ?? new Map<string, tf.Variable>();
  tf.tidy(() => {
    const projection = normalTensor(tf.tidy(() => f([...inputs])).shape, random);
    const scalar = (x: tf.Tensor[]) => tf.sum(tf.mul(f(x), projection)) as tf.Scalar;
    const inputGrads = inputs.length ? tf.grads((...x: tf.Tensor[]) => scalar(x))([...inputs]) : [];
    for (const [i, input] of inputs.entries()) {
      const at = (values: Float32Array) =>
        scalar(inputs.map((each, j) => (j === i ? tf.tensor(values, input.shape) : each)));
      compareGradient(input, inputGrads[i], at, `input ${i}`, random);
    }
    if (weights.size === 0) return;
    const { grads } = tf.variableGrads(() => scalar([...inputs]), [...weights.values()]);
    for (const [name, weight] of weights) {
      assert.ok(grads[weight.name], `weight ${name} has no gradient`);
      const kept = weight.clone();
      const at = (values: Float32Array) => {
        weight.assign(tf.tensor(values, weight.shape));
        const y = scalar([...inputs]);
        weight.assign(kept);
        return y;
      };
      compareGradient(kept, grads[weight.name], at, `weight ${name}`, random);
    }
  });
}

/** Where a kink, as of ReLU, lies within the first step, the second tells; within that, the slope on its other side. */
const STEPS = [1e-2, 1e-3];

function compareGradient(
  input: tf.Tensor,
  gradient: tf.Tensor,
  scalarAt: (values: Float32Array) => tf.Scalar,
  what: string,
  random: Random,
): void {
  const values = (input.dataSync() as Float32Array).slice();
  const analytic = gradient.dataSync();
  for (let trial = 0; trial < 6; trial++) {
    const at = random.int(values.length);
    const moved = (by: number) => {
      const copy = values.slice();
      copy[at] += by;
      return valuesOf(() => scalarAt(copy))[0];
    };
    const here = moved(0);
    const sides = (step: number) => [(moved(step) - here) / step, (here - moved(-step)) / step];
    const [wide, narrow] = STEPS.map(sides);
    const numeric = [wide, narrow].map(([right, left]) => (right + left) / 2).concat(narrow);
    const tolerance = 2e-2 * Math.max(1, Math.abs(analytic[at]));
    assert.ok(
      numeric.some((slope) => Math.abs(slope - analytic[at]) < tolerance),
      `${what}[${at}] has the gradient ${analytic[at]}, finite differences say ${numeric.join(' or ')}`,
    );
  }
}

/** Saves one module's weights, loads them into another of the same form and compares, to the bit, what both do. */
export function assertSavesAndLoads<M extends Module>(from: M, into: M, f: (module: M) => tf.Tensor): void {
  into.load(JSON.parse(JSON.stringify(from.save())));
  assertClose(
    valuesOf(() => f(into)),
    valuesOf(() => f(from)),
    0,
    'loaded',
  );
}

/** Runs something twice, for the first may fill caches, and counts the tensors that the second leaves behind. */
export async function assertNoLeak(f: () => unknown): Promise<void> {
  await f();
  const before = tf.memory().numTensors;
  await f();
  assert.equal(tf.memory().numTensors, before, 'tensors afterwards');
}

/** Compares the running engine with plain JavaScript. */
export async function assertSameOnCpu(f: () => tf.Tensor): Promise<void> {
  const engine = tf.getBackend();
  const here = valuesOf(f);
  assert.ok(await tf.setBackend('cpu'), 'the CPU engine does not start');
  try {
    assertClose(here, valuesOf(f), 1e-4, `${engine} against cpu`);
  } finally {
    await tf.setBackend(engine);
  }
}
