import * as tf from '@tensorflow/tfjs-core';
import { Random } from '../../src/base/random';
import { encoders } from '../../src/sequence/encoders';
import { SequenceModel } from '../../src/sequence/model';
import { StepPrediction } from '../../src/sequence/stepPrediction';
import { assertClose, normalTensor } from '../../src/testing/laws';

const spec = encoders.reference().parse({ name: 'gru', units: 4 });

it('the error of a predicted step is its definition', () => {
  const model = new SequenceModel(spec, 5, 3, new Random(1));
  const prediction = new StepPrediction(model, 4, new Random(2));
  tf.tidy(() => {
    const random = new Random(3);
    const from = normalTensor<tf.Rank.R2>([3, 4], random);
    const numbers = normalTensor<tf.Rank.R2>([3, model.columns], random);
    // Step 0 has two items, step 2 one, step 1 none.
    const targets = {
      numbers,
      step: Int32Array.of(0, 2, 0),
      item: Int32Array.of(1, 4, 2),
      weight: Float32Array.of(0.5, 1, 0.5),
    };
    const others = Int32Array.of(3, 1);
    const dense = (name: string) => {
      const weights = prediction.weights();
      const kernel = weights.get(`${name}.kernel`)!.arraySync() as number[][];
      const rows = from.arraySync();
      return rows.map((row) => kernel[0].map((_, j) => row.reduce((sum, value, i) => sum + value * kernel[i][j], 0)));
    };
    const meant = numbers.arraySync();
    const expected = dense('numbers').map(
      (row, n) => row.reduce((sum, value, j) => sum + (value - meant[n][j]) ** 2, 0) / row.length,
    );
    const table = model.items.arraySync() as number[][];
    const queries = dense('items');
    const score = (n: number, item: number) => queries[n].reduce((sum, value, j) => sum + value * table[item][j], 0);
    for (const [i, n] of targets.step.entries()) {
      const candidates = [targets.item[i], ...others].map((item) => Math.exp(score(n, item)));
      const entropy = -Math.log(candidates[0] / candidates.reduce((a, b) => a + b));
      expected[n] += (targets.weight[i] * entropy) / Math.log(3);
    }
    assertClose(prediction.errors(from, targets, others).dataSync(), expected, 1e-5, 'errors');
  });
  prediction.dispose();
  model.dispose();
});
