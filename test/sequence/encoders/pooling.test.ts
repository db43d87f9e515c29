import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs-core';
import { encoders } from '../../../src/sequence/encoders';
import { assertClose } from '../../../src/testing/laws';
import { encoderOf, mask, matrixOf, plus, steps, times, vectorOf, withoutPadding } from './plain';

describe('pooling', () => {
  for (const pool of ['attention', 'mean', 'max'] as const)
    it(`by ${pool} is its definition over another encoder's steps`, () => {
      const encoder = encoderOf({ name: 'pooling', encoder: { name: 'gru', units: 4 }, pool });
      const inner = encoderOf({ name: 'gru', units: 4 });
      tf.tidy(() => {
        for (const [name, weight] of inner.weights()) weight.assign(encoder.weights().get(`encoder.${name}`)!);
        const states = withoutPadding(inner.encode(steps(), mask(), { wantSteps: true }).steps!);
        const pooled = encoder.encode(steps(), mask()).pooled.arraySync() as number[][];
        for (const [b, h] of states.entries()) {
          const column = (j: number) => h.map((step) => step[j]);
          const mean = (weights: number[]) =>
            h[0].map((_, j) => column(j).reduce((sum, value, t) => sum + weights[t] * value, 0));
          const expected = {
            attention: () => {
              const asked = times(h[h.length - 1], matrixOf(encoder, 'pool.query'));
              const scores = h.map((step) => {
                const key = plus(
                  times(step, matrixOf(encoder, 'pool.keys.kernel')),
                  vectorOf(encoder, 'pool.keys.bias'),
                );
                return times(plus(key, asked).map(Math.tanh), matrixOf(encoder, 'pool.score'))[0];
              });
              const total = scores.reduce((sum, score) => sum + Math.exp(score), 0);
              return mean(scores.map((score) => Math.exp(score) / total));
            },
            mean: () => mean(h.map(() => 1 / h.length)),
            max: () => h[0].map((_, j) => Math.max(...column(j))),
          }[pool]();
          assertClose(pooled[b], expected, 1e-5, `sequence ${b}`);
        }
      });
      encoder.dispose();
      inner.dispose();
    });

  it('says which option of the encoder inside is wrong', () => {
    const { error } = encoders.reference().safeParse({ name: 'pooling', encoder: { name: 'lstm', unit: 3 } });
    assert.match(error!.issues[0].message, /unit/);
    assert.deepEqual(error!.issues[0].path, ['encoder']);
  });
});
