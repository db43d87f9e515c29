import * as tf from '@tensorflow/tfjs-core';
import { Random } from '../../src/base/random';
import { encoders } from '../../src/sequence/encoders';
import { lastStep } from '../../src/sequence/lastStep';
import { encoderLaws } from '../../src/testing/encoder';
import { assertClose, normalTensor } from '../../src/testing/laws';
import { obeys } from './obeys';

obeys('sequence encoder', encoders.all, encoderLaws);

for (const name of ['gru', 'lstm', 'self-attention'])
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
