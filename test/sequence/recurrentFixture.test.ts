import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { Random } from '../../src/base/random';
import { encoders } from '../../src/sequence/encoders';
import { assertClose } from '../../src/testing/laws';
import { LAYERS, type Layer, shapesOf } from '../kernels/recurrentLayers';

type Input = Layer['inputs'][number];

/** PyTorch's layer over packed sequences; made by test/fixtures/lstm.py and gru.py. */
interface Fixture extends Record<Input, number[]> {
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
  readonly gradients: Record<Input, number[]>;
}

for (const layer of LAYERS) {
  const name = layer.name.toLowerCase();
  const fixture: Fixture = JSON.parse(readFileSync(join(__dirname, `../fixtures/${name}.json`), 'utf8'));
  const { B, T, F, H } = fixture.sizes;
  const shapes = shapesOf(layer, B, T, F, H);
  const tensors = () => layer.inputs.map((input, i) => tf.tensor(fixture[input], shapes[i]));
  const mask = () => tf.tensor2d(fixture.mask, [B, T]);
  const run = ([x, ...weights]: tf.Tensor[]) => ({
    masked: tf.mul(layer.sequence(x, mask(), weights), tf.reshape(mask(), [B, T, 1])),
    last: layer.last(x, mask(), weights),
  });

  describe(`${layer.name} against PyTorch ${fixture.versions.torch}, padded and with gaps`, () => {
    it('has its hidden states', () => {
      tf.tidy(() => {
        const { masked, last } = run(tensors());
        assertClose(masked.dataSync(), fixture.sequence, 1e-5, 'hidden states');
        assertClose(last.dataSync(), fixture.last, 1e-5, 'last hidden state');
      });
    });

    it('has its gradients', () => {
      const loss = (...inputs: tf.Tensor[]) => {
        const { masked, last } = run(inputs);
        return tf.add(
          tf.sum(tf.mul(masked, tf.tensor(fixture.stepWeighting, [B, T, H]))),
          tf.sum(tf.mul(last, tf.tensor(fixture.lastWeighting, [B, H]))),
        ) as tf.Scalar;
      };
      tf.tidy(() => {
        const gradients = tf.grads(loss)(tensors());
        for (const [i, input] of layer.inputs.entries())
          assertClose(gradients[i].dataSync(), fixture.gradients[input], 1e-5, input);
      });
    });

    it('the encoder with its weights gives its last hidden state, and where asked all of them', () => {
      const { build, options } = encoders.get(name);
      const encoder = build(options.parse({ units: H }), F, new Random(1));
      for (const [i, input] of layer.inputs.entries()) {
        if (input === 'x') continue;
        const weight = encoder.weights().get(input);
        assert.ok(weight, input);
        tf.tidy(() => weight.assign(tf.tensor(fixture[input], shapes[i])));
      }
      tf.tidy(() => {
        const x = tf.tensor3d(fixture.x, [B, T, F]);
        const { pooled, steps: none } = encoder.encode(x, mask());
        assertClose(pooled.dataSync(), fixture.last, 1e-5, 'pooled vector');
        assert.equal(none, undefined);
        const { pooled: again, steps } = encoder.encode(x, mask(), { wantSteps: true });
        assertClose(again.dataSync(), fixture.last, 1e-5, 'pooled vector beside steps');
        const masked = tf.mul(steps!, tf.reshape(mask(), [B, T, 1]));
        assertClose(masked.dataSync(), fixture.sequence, 1e-5, 'steps');
      });
      encoder.dispose();
    });
  });
}
