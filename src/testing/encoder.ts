import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs-core';
import { Random } from '../base/random';
import type { EncodeOptions, EncoderKind, SequenceEncoder } from '../sequence/encoder';
import {
  assertClose,
  assertGradients,
  assertNoLeak,
  assertSameOnCpu,
  assertSavesAndLoads,
  type Check,
  defineLaws,
  normalTensor,
  using,
  valuesOf,
  weightGradients,
} from './laws';

const [B, T, F] = [3, 5, 4];
/** Rows with 5, 2 and 0 steps. */
const MASK = [
  [1, 1, 1, 1, 1],
  [0, 0, 0, 1, 1],
  [0, 0, 0, 0, 0],
];

/** Laws of sequence encoders. */
export const encoderLaws = defineLaws<EncoderKind>({
  'shapes are those it says': onEncoder((encoder) => {
    assert.deepEqual(encode(encoder, steps()).pooled.shape, [B, encoder.units], 'pooled');
    const encoded = encode(encoder, steps(), { wantSteps: true });
    assert.deepEqual(encoded.steps?.shape, [B, T, encoder.units], 'steps');
    assert.deepEqual(encoded.mask?.arraySync(), MASK, 'mask');
  }),

  'asking for steps does not change the pooled vector': onEncoder((encoder) => {
    const { pooled } = encode(encoder, steps(), { wantSteps: true });
    assertClose(encode(encoder, steps()).pooled.dataSync(), pooled.dataSync(), 1e-6, 'pooled');
  }),

  'gradients equal finite differences': onEncoder((encoder) => {
    assertGradients(encoder, [steps()], ([x]) => everything(encoder, x as tf.Tensor3D));
  }),

  'padding changes nothing': onEncoder((encoder) => {
    const longer = tf.concat3d([normalTensor<tf.Rank.R3>([B, 2, F], new Random(9)), steps()], 1);
    const longerMask = tf.concat2d([tf.zeros([B, 2]), tf.tensor2d(MASK)], 1);
    const expected = encode(encoder, steps(), { wantSteps: true });
    const longerAges = tf.concat2d([tf.fill([B, 2], 9), ages()], 1);
    const encoded = encoder.encode(longer, longerMask, { wantSteps: true, ages: longerAges });
    assertClose(encoded.pooled.dataSync(), expected.pooled.dataSync(), 1e-5, 'pooled');
    const last = tf.slice(encoded.steps!, [0, 2, 0]);
    assertClose(known(last).dataSync(), known(expected.steps!).dataSync(), 1e-5, 'steps');
  }),

  'what stands in the padding changes neither outputs nor gradients': onEncoder((encoder) => {
    const run = (value: number) => everything(encoder, padded(value), { ages: paddedAges(value) });
    const expected = valuesOf(() => run(0));
    const gradients = weightGradients(encoder, () => run(0));
    for (const value of [7, Number.NaN, Number.POSITIVE_INFINITY]) {
      assertClose(
        valuesOf(() => run(value)),
        expected,
        1e-5,
        `outputs, with ${value} in the padding`,
      );
      for (const [name, gradient] of Object.entries(weightGradients(encoder, () => run(value))))
        assertClose(gradient, gradients[name], 1e-5, `gradient of ${name}, with ${value} in the padding`);
    }
  }),

  'asked to be causal, a step knows nothing of later ones': onEncoder((encoder) => {
    const options = { wantSteps: true, causal: true };
    const change = tf.pad(normalTensor([B, 1, F], new Random(4)), [
      [0, 0],
      [T - 1, 0],
      [0, 0],
    ]);
    const earlier = (x: tf.Tensor3D) => tf.slice(encode(encoder, x, options).steps!, 0, [B, T - 1, encoder.units]);
    const moved = earlier(tf.add(steps(), change));
    assertClose(moved.dataSync(), earlier(steps()).dataSync(), 1e-6, 'steps before the one that changed');
  }),

  'chance enters through the random stream alone': onEncoder((encoder) => {
    const run = (random?: Random) => valuesOf(() => encode(encoder, steps(), { random }).pooled);
    assert.deepEqual(run(), run(), 'without a stream');
    assert.deepEqual(run(new Random(3)), run(new Random(3)), 'with the same stream');
  }),

  'save, load, same output': onEncoder((encoder, other) =>
    assertSavesAndLoads(encoder, other, (module) => everything(module, steps())),
  ),

  'no tensor leaks': (kind, given) =>
    assertNoLeak(() =>
      onEncoder((encoder) => void everything(encoder, steps(), { random: new Random(2) }))(kind, given),
    ),

  'same on every engine': (kind, given) =>
    using(build(kind, given, 1), (encoder) => assertSameOnCpu(() => everything(encoder, steps()))),
});

function build(kind: EncoderKind, given: Parameters<Check<EncoderKind>>[1], seed: number): SequenceEncoder {
  return kind.build(kind.options.parse(given ?? {}), F, new Random(seed));
}

/** A check of an encoder, beside another one of the same form with other weights. */
function onEncoder(check: (encoder: SequenceEncoder, other: SequenceEncoder) => void): Check<EncoderKind> {
  return (kind, given) =>
    using(build(kind, given, 1), (encoder) =>
      using(build(kind, given, 5), (other) => tf.tidy(() => check(encoder, other))),
    );
}

function steps(): tf.Tensor3D {
  return normalTensor([B, T, F], new Random(2));
}

/** Days until the time asked about. */
function ages(): tf.Tensor2D {
  return tf.tile(tf.tensor2d([[4, 3, 1.5, 1, 0.25]]), [B, 1]);
}

function paddedAges(value: number): tf.Tensor2D {
  return tf.where(tf.cast(tf.tensor2d(MASK), 'bool'), ages(), tf.fill([B, T], value));
}

/** The same steps with a value in the padding. */
function padded(value: number): tf.Tensor3D {
  const there = tf.cast(tf.tile(tf.expandDims(tf.tensor2d(MASK), 2), [1, 1, F]), 'bool');
  return tf.where(there, steps(), tf.fill([B, T, F], value));
}

function encode(encoder: SequenceEncoder, x: tf.Tensor3D, options?: EncodeOptions) {
  return encoder.encode(x, tf.tensor2d(MASK), { ages: ages(), ...options });
}

/** Steps without those in the padding, of which nothing is asked. */
function known(encoded: tf.Tensor): tf.Tensor {
  return tf.mul(encoded, tf.expandDims(tf.tensor2d(MASK), 2));
}

/** The pooled vector and the steps in one tensor. */
function everything(encoder: SequenceEncoder, x: tf.Tensor3D, options?: EncodeOptions): tf.Tensor1D {
  const encoded = encode(encoder, x, { wantSteps: true, ...options });
  return tf.concat1d([tf.reshape(encoded.pooled, [-1]), tf.reshape(known(encoded.steps!), [-1])]);
}
