import * as tf from '@tensorflow/tfjs-core';
import { Random } from '../../src/base/random';
import { encoders } from '../../src/sequence/encoders';
import { lastStep } from '../../src/sequence/lastStep';
import { encoderLaws } from '../../src/testing/encoder';
import { assertClose, normalTensor } from '../../src/testing/laws';
import { obeys } from './obeys';

obeys('sequence encoder', encoders.all, encoderLaws);

const recurrent = { units: 5, layers: 2, dropout: 0.3, recurrentDropout: 0.3, bidirectional: true };
obeys('sequence encoder, of two layers and directions:', ['gru', 'lstm', 'cnn-lstm'].map(get), encoderLaws, {
  gru: recurrent,
  lstm: recurrent,
  'cnn-lstm': { ...recurrent, layers: 1, filters: 6, convolutions: 2 },
});
obeys('sequence encoder, pooled otherwise:', ['cnn', 'pooling'].map(get), encoderLaws, {
  cnn: { filters: 10, convolutions: 2, kernelSize: 2, causal: true, pool: 'mean', dropout: 0.3 },
  pooling: { encoder: { name: 'gru', bidirectional: true, units: 5 }, pool: 'max' },
});
obeys('sequence encoder, told the time:', ['self-attention', 'pooling'].map(get), encoderLaws, {
  'self-attention': { frequencies: 4 },
  pooling: { encoder: { name: 'self-attention', frequencies: 1 }, pool: 'mean' },
});

function get(name: string) {
  return encoders.get(name);
}

for (const name of ['cnn-lstm', 'gru', 'lstm', 'self-attention'])
  it(`the pooled vector of ${name} is the last step's`, () =>
    tf.tidy(() => {
      const kind = encoders.get(name);
      const encoder = kind.build(kind.options.parse({}), 3, new Random(1));
      const mask = tf.tensor2d([
        [1, 1, 1],
        [0, 0, 1],
        [0, 0, 0],
      ]);
      const { pooled, steps } = encoder.encode(normalTensor([3, 3, 3], new Random(2)), mask, { wantSteps: true });
      assertClose(pooled.dataSync(), lastStep(steps!).dataSync(), 0, 'pooled');
      encoder.dispose();
    }));
