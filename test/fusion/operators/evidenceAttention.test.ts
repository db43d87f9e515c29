import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs-core';
import { Random } from '../../../src/base/random';
import { operators } from '../../../src/fusion/operators';
import { assertClose, normalTensor } from '../../../src/testing/laws';

const kind = operators.get('evidence-attention');
const SHAPES = [
  { name: 'tabular', units: 2 },
  { name: 'sequence', units: 3, stepUnits: 5 },
  { name: 'evidence', units: 1, stepUnits: 2 },
];
const [B, T, L, K, H] = [3, 4, 3, 2, 2];
/** An example with all steps, one with some of them, one without any. */
const WEIGHING = [
  [1, 1, 1, 1],
  [0, 0, 1, 1],
  [0, 0, 0, 0],
];
const WEIGHED = WEIGHING.map((mask) => mask.slice(T - L));

type Matrix = number[][];
type Cube = number[][][];

describe('evidence attention', () => {
  it('is the logarithm of the evidence summed with the weights that the last steps give it, number by number', () =>
    tf.tidy(() => {
      const operator = kind.build(kind.options.parse({ heads: H }), SHAPES, new Random(1));
      const random = new Random(2);
      for (const weight of operator.weights().values()) weight.assign(normalTensor(weight.shape, random));
      const weights = operator.weights();
      const dense = (name: string, x: readonly number[]) => {
        const kernel = weights.get(`${name}.kernel`)!.arraySync() as Matrix;
        const bias = weights.get(`${name}.bias`)!.arraySync() as number[];
        return bias.map((b, h) => x.reduce((sum, value, i) => sum + value * kernel[i][h], b));
      };
      const pooled = SHAPES.map(({ units }) => normalTensor<tf.Rank.R2>([B, units], random));
      const steps = normalTensor<tf.Rank.R3>([B, T, 5], random);
      const evidence = normalTensor<tf.Rank.R3>([B, L, K], random);
      const fused = operator.fuse([
        { pooled: pooled[0] },
        { pooled: pooled[1], steps, mask: tf.tensor2d(WEIGHING) },
        { pooled: pooled[2], steps: evidence, mask: tf.tensor2d(WEIGHED) },
      ]);

      const expected = WEIGHED.map((mask, b) => {
        const ofAll = dense('all', (pooled[1].arraySync() as Matrix)[b]);
        const found = Array.from({ length: H }, (_, h) =>
          Array.from({ length: K }, (_, k) => {
            let sum = 0;
            for (let l = 0; l < L; l++) {
              const ofStep = dense('step', (steps.arraySync() as Cube)[b][T - L + l]);
              const weight = Math.log1p(Math.exp(ofStep[h] + ofAll[h]));
              sum += mask[l] * weight * (evidence.arraySync() as Cube)[b][l][k];
            }
            return Math.sign(sum) * Math.log1p(Math.abs(sum));
          }),
        );
        return [...pooled.flatMap((part) => (part.arraySync() as Matrix)[b]), ...found.flat()];
      });
      assertClose(fused.dataSync(), expected.flat(), 1e-5, 'output');
      operator.dispose();
    }));

  it('refuses branches of which fewer than two have steps', () => {
    for (const shapes of [SHAPES.slice(0, 2), SHAPES.slice(0, 1), []])
      assert.throws(
        () => kind.build(kind.options.parse({}), shapes, new Random(1)),
        /have steps; expected two branches/,
      );
  });
});
