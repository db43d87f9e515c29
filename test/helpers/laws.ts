import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs-core';
import { Random } from '../../src/base/random';
import type { Module } from '../../src/nn/module';

/** A tensor of normal numbers. */
export function normalTensor(shape: number[], random: Random): tf.Tensor {
  const size = shape.reduce((a, b) => a * b, 1);
  return tf.tensor(
    Float32Array.from({ length: size }, () => random.normal()),
    shape,
  );
}

/**
 * Compares the gradients of Σ r ∘ f (r random and fixed) with central differences, in the inputs and in
 * the module's weights. A few entries of each are tried. A kink (ReLU) within the step would fail, so
 * the tolerance is on the median entry and a loose bound holds for all.
 */
export function assertGradients(module: Module, inputs: tf.Tensor[], f: (inputs: tf.Tensor[]) => tf.Tensor): void {
  const random = new Random(7);
  const weights = [...module.weights().values()];
  const output = tf.tidy(() => f(inputs));
  const projection = normalTensor(output.shape, random);
  output.dispose();
  const scalar = (x: tf.Tensor[]) => tf.sum(tf.mul(f(x), projection)) as tf.Scalar;
  const inputGrads = tf.grads((...x: tf.Tensor[]) => scalar(x))(inputs);
  const weightGrads = weights.length ? tf.variableGrads(() => scalar(inputs), weights).grads : {};
  const step = 1e-2;
  const compare = (values: Float32Array, analytic: Float32Array, set: (v: Float32Array) => void, what: string) => {
    for (let trial = 0; trial < 6; trial++) {
      const at = random.int(values.length);
      const moved = values.slice();
      const evaluate = (delta: number) => {
        moved[at] = values[at] + delta;
        set(moved);
        return tf.tidy(() => scalar(inputs).dataSync()[0]);
      };
      const numeric = (evaluate(step) - evaluate(-step)) / (2 * step);
      set(values);
      const tolerance = 2e-2 * Math.max(1, Math.abs(numeric), Math.abs(analytic[at]));
      assert.ok(
        Math.abs(numeric - analytic[at]) < tolerance,
        `law "gradients equal finite differences" broken at ${what}[${at}]: ${analytic[at]} against ${numeric}`,
      );
    }
  };
  inputs.forEach((input, i) => {
    const set = (values: Float32Array) => {
      inputs[i] = tf.tensor(values, input.shape);
    };
    compare(input.dataSync() as Float32Array, inputGrads[i].dataSync() as Float32Array, set, `input ${i}`);
    inputs[i] = input;
  });
  for (const weight of weights) {
    const grad = weightGrads[weight.name];
    assert.ok(grad, `law "every weight has a gradient" broken at ${weight.name}`);
    const set = (values: Float32Array) => {
      tf.tidy(() => weight.assign(tf.tensor(values, weight.shape)));
    };
    compare(
      (weight.dataSync() as Float32Array).slice(),
      grad.dataSync() as Float32Array,
      set,
      `weight [${weight.shape}]`,
    );
  }
}

/** Saves one module's weights, loads them into another of the same form and compares what both do. */
export function assertSavesAndLoads(from: Module, into: Module, f: (module: Module) => tf.Tensor): void {
  const saved = JSON.parse(JSON.stringify(from.save()));
  into.load(saved);
  assertClose(
    tf.tidy(() => f(into).dataSync()),
    tf.tidy(() => f(from).dataSync()),
    0,
    'law "save, load, same output" broken',
  );
}

/** Runs something twice (the first may fill caches) and counts the tensors that the second leaves behind. */
export function assertNoLeak(f: () => void): void {
  f();
  const before = tf.memory().numTensors;
  f();
  assert.equal(tf.memory().numTensors, before, 'law "no tensor leaks" broken');
}

/** Compares the running engine with plain JavaScript. */
export async function assertSameOnCpu(f: () => tf.Tensor): Promise<void> {
  const engine = tf.getBackend();
  const here = tf.tidy(() => f().dataSync().slice());
  assert.ok(await tf.setBackend('cpu'), 'the CPU engine starts');
  try {
    const there = tf.tidy(() => f().dataSync().slice());
    assertClose(here, there, 1e-4, `law "same on every engine" broken between ${engine} and cpu`);
  } finally {
    await tf.setBackend(engine);
  }
}

export function assertClose(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  tolerance: number,
  message: string,
): void {
  assert.equal(actual.length, expected.length, `${message}: lengths`);
  for (let i = 0; i < actual.length; i++) {
    const difference = Math.abs(actual[i] - expected[i]);
    assert.ok(
      difference <= tolerance * Math.max(1, Math.abs(expected[i])),
      `${message}: entry ${i} is ${actual[i]}, expected ${expected[i]}`,
    );
  }
}
