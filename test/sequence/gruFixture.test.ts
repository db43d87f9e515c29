import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { Random } from '../../src/base/random';
import { gru, gruLast } from '../../src/ops/gru';
import { gruEncoder } from '../../src/sequence/encoders/gru';
import { assertClose } from '../helpers/laws';

type Part = 'x' | 'kernel' | 'recurrent' | 'bias' | 'recurrentBias';

/** PyTorch's GRU over packed sequences; made by test/fixtures/gru.py. */
interface Fixture extends Record<Part, number[]> {
  readonly versions: Record<string, string>;
  readonly sizes: Record<'B' | 'T' | 'F' | 'H', number>;
  /** [B, T] */
  readonly mask: number[];
  /** The loss is Σ stepWeighting ∘ mask ∘ sequence + Σ lastWeighting ∘ last. */
  readonly stepWeighting: number[];
  readonly lastWeighting: number[];
  /** [B, T, H]; 0 where the mask is. */
  readonly sequence: number[];
  /** [B, H] */
  readonly last: number[];
  readonly gradients: Record<Part, number[]>;
}

const fixture: Fixture = JSON.parse(readFileSync(join(__dirname, '../fixtures/gru.json'), 'utf8'));
const { B, T, F, H } = fixture.sizes;
const PARTS: Part[] = ['x', 'kernel', 'recurrent', 'bias', 'recurrentBias'];
const shapes: Record<Part, number[]> = {
  x: [B, T, F],
  kernel: [F, 3 * H],
  recurrent: [H, 3 * H],
  bias: [3 * H],
  recurrentBias: [3 * H],
};
const tensors = () => PARTS.map((part) => tf.tensor(fixture[part], shapes[part]));
const maskTensor = () => tf.tensor2d(fixture.mask, [B, T]);

/** The op on its five inputs, in the order of `PARTS`. */
function run([x, kernel, recurrent, bias, recurrentBias]: tf.Tensor[]) {
  const inputs = [
    x as tf.Tensor3D,
    maskTensor(),
    kernel as tf.Tensor2D,
    recurrent as tf.Tensor2D,
    bias as tf.Tensor1D,
    recurrentBias as tf.Tensor1D,
  ] as const;
  return { taken: tf.mul(gru(...inputs), tf.reshape(maskTensor(), [B, T, 1])), last: gruLast(...inputs) };
}

describe(`GRU against PyTorch ${fixture.versions.torch}, padded and with gaps`, () => {
  it('has its hidden states', () => {
    const { taken, last } = tf.tidy(() => {
      const states = run(tensors());
      return { taken: states.taken.dataSync().slice(), last: states.last.dataSync().slice() };
    });
    assertClose(taken, fixture.sequence, 1e-5, 'hidden states');
    assertClose(last, fixture.last, 1e-5, 'last hidden state');
  });

  it('has its gradients', () => {
    const loss = (...parts: tf.Tensor[]) =>
      tf.tidy(() => {
        const { taken, last } = run(parts);
        return tf.add(
          tf.sum(tf.mul(taken, tf.tensor(fixture.stepWeighting, [B, T, H]))),
          tf.sum(tf.mul(last, tf.tensor(fixture.lastWeighting, [B, H]))),
        ) as tf.Scalar;
      });
    const gradients = tf.tidy(() =>
      tf
        .grads(loss)(tensors())
        .map((gradient) => gradient.dataSync().slice()),
    );
    for (const [i, part] of PARTS.entries()) assertClose(gradients[i], fixture.gradients[part], 1e-5, part);
  });

  it('the encoder with its weights gives its last hidden state', () => {
    const encoder = gruEncoder.build(F, H, new Random(1));
    for (const part of PARTS.slice(1)) {
      const weight = encoder.weights().get(part);
      assert.ok(weight, part);
      tf.tidy(() => weight.assign(tf.tensor(fixture[part], shapes[part])));
    }
    const encoded = tf.tidy(() =>
      encoder
        .encode(tf.tensor3d(fixture.x, [B, T, F]), maskTensor())
        .dataSync()
        .slice(),
    );
    assertClose(encoded, fixture.last, 1e-5, 'encoding');
    encoder.dispose();
  });
});
