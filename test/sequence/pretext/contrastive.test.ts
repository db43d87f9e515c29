import * as tf from '@tensorflow/tfjs-core';
import { Random } from '../../../src/base/random';
import { contrastive } from '../../../src/sequence/pretext/contrastive';
import { assertClose, assertGradients, normalTensor, valuesOf } from '../../../src/testing/laws';

const GROUPS = Int32Array.of(4, 4, 7, 7, 7, 2, 4, 2);
const [MARGIN, HARDEST] = [0.9, 2];
const vectors = () => normalTensor<tf.Rank.R2>([GROUPS.length, 3], new Random(1));

describe('the contrastive loss', () => {
  it('is its definition over all pairs', () => {
    const x = tf.tidy(() => vectors().arraySync());
    const unit = x.map((row) => row.map((value) => value / Math.hypot(...row)));
    const distance = (i: number, j: number) => Math.hypot(...unit[i].map((value, k) => value - unit[j][k]));
    const [pull, push]: number[][] = [[], []];
    for (const [i] of unit.entries()) {
      const others: number[] = [];
      for (const [j] of unit.entries()) {
        if (GROUPS[i] !== GROUPS[j]) others.push(distance(i, j));
        else if (i !== j) pull.push(distance(i, j) ** 2);
      }
      for (const d of others.sort((a, b) => a - b).slice(0, HARDEST)) push.push(Math.max(0, MARGIN - d) ** 2);
    }
    const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
    const loss = valuesOf(() => contrastive(vectors(), GROUPS, MARGIN, HARDEST));
    assertClose(loss, [mean(pull) + mean(push)], 1e-5, 'loss');
  });

  it('has the gradient of its definition, and one where two vectors are the same', () => {
    tf.tidy(() => {
      const twins = tf.concat2d([vectors(), tf.slice(vectors(), 0, 1)], 0);
      assertGradients(undefined, [vectors()], ([x]) => contrastive(x as tf.Tensor2D, GROUPS, MARGIN, HARDEST));
      const gradient = tf.grad((x) => contrastive(x as tf.Tensor2D, Int32Array.of(...GROUPS, 9), MARGIN, HARDEST))(
        twins,
      );
      assertClose(
        gradient.dataSync().map((value) => Number(Number.isFinite(value))),
        new Array(27).fill(1),
        0,
        'finite',
      );
    });
  });

  it('of a single group pulls alone', () => {
    const loss = valuesOf(() =>
      contrastive(
        tf.tensor2d([
          [1, 0],
          [0, 2],
        ]),
        Int32Array.of(1, 1),
        MARGIN,
        HARDEST,
      ),
    );
    assertClose(loss, [2], 1e-6, 'loss');
  });
});
