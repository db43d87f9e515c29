import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs-core';
import { Random } from '../../src/base/random';
import type { SequenceEncoder } from '../../src/sequence/encoder';
import { encoders } from '../../src/sequence/encoders';
import {
  assertClose,
  assertGradients,
  assertNoLeak,
  assertSameOnCpu,
  assertSavesAndLoads,
  normalTensor,
} from '../helpers/laws';

const [B, T, F, D] = [3, 5, 4, 6];

/** Rows with 5, 2 and 0 steps, padded in front. */
const mask = () =>
  tf.tensor2d([
    [1, 1, 1, 1, 1],
    [0, 0, 0, 1, 1],
    [0, 0, 0, 0, 0],
  ]);
const steps = (seed: number) => normalTensor([B, T, F], new Random(seed)) as tf.Tensor3D;

for (const kind of encoders.all)
  describe(`sequence encoder ${kind.name}`, () => {
    let encoder: SequenceEncoder;
    beforeEach(() => {
      encoder = kind.build(F, D, new Random(1));
    });
    afterEach(() => encoder.dispose());

    it('has the shape it says', () => {
      assert.deepEqual(encoder.encode(steps(2), mask()).shape, [B, encoder.width]);
    });

    it('gradients equal finite differences', () => {
      assertGradients(encoder, [steps(2)], ([x]) => encoder.encode(x as tf.Tensor3D, mask()));
    });

    it('is indifferent to padding', () => {
      const x = steps(2);
      const encoded = encoder.encode(x, mask()).dataSync();
      const longer = tf.concat3d([normalTensor([B, 2, F], new Random(9)) as tf.Tensor3D, x], 1);
      const longerMask = tf.concat2d([tf.zeros([B, 2]), mask()], 1);
      assertClose(encoder.encode(longer, longerMask).dataSync(), encoded, 1e-5, 'law "padding changes nothing" broken');
      const noise = tf.mul(tf.sub(1, tf.expandDims(mask(), 2)), normalTensor([B, T, F], new Random(10)));
      assertClose(
        encoder.encode(tf.add(x, noise) as tf.Tensor3D, mask()).dataSync(),
        encoded,
        1e-5,
        'law "what stands in the padding changes nothing" broken',
      );
    });

    it('saves and loads', () => {
      const x = steps(2);
      assertSavesAndLoads(encoder, kind.build(F, D, new Random(5)), (m) => (m as SequenceEncoder).encode(x, mask()));
    });

    it('leaks no tensor', () => {
      const x = steps(2);
      const m = mask();
      assertNoLeak(() => tf.tidy(() => void encoder.encode(x, m)));
    });

    it('agrees with plain JavaScript', () => assertSameOnCpu(() => encoder.encode(steps(2), mask())));
  });
