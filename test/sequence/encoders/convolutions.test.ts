import * as tf from '@tensorflow/tfjs-core';
import type { SequenceEncoder } from '../../../src/sequence/encoder';
import { assertClose } from '../../../src/testing/laws';
import { encoderOf, mask, matrixOf, plus, type Sequences, steps, times, vectorOf, withoutPadding } from './plain';

const FILTERS = 5;

/** A convolution by its definition. @param before steps of a filter before its own; later ones than `size` count as 0 */
function convolve(encoder: SequenceEncoder, layer: number, x: Sequences[number], size: number, before: number) {
  const kernel = matrixOf(encoder, `convolutions.kernel${layer}`);
  const bias = vectorOf(encoder, `convolutions.bias${layer}`);
  const columns = x[0].length;
  return x.map((_, t) => {
    let sum = bias;
    for (let k = 0; k < size; k++) {
      const step = x[t + k - before];
      if (step) sum = plus(sum, times(step, kernel.slice(k * columns, (k + 1) * columns)));
    }
    return sum.map((value) => Math.max(0, value));
  });
}

describe('convolutions over steps', () => {
  for (const { kernelSize, causal, asked, size, before } of [
    { kernelSize: 3, causal: false, asked: false, size: 3, before: 1 },
    { kernelSize: 4, causal: false, asked: false, size: 4, before: 2 },
    { kernelSize: 3, causal: true, asked: false, size: 3, before: 2 },
    { kernelSize: 3, causal: false, asked: true, size: 2, before: 1 },
  ])
    for (const pool of ['max', 'mean', 'last'] as const)
      it(`of ${kernelSize} steps${causal ? ', causal' : ''}${asked ? ', asked to be causal' : ''}, pooled by ${pool}, are their definition`, () => {
        const encoder = encoderOf({ name: 'cnn', filters: FILTERS, kernelSize, convolutions: 2, causal, pool });
        tf.tidy(() => {
          const encoded = encoder.encode(steps(), mask(), { wantSteps: true, causal: asked });
          const found = withoutPadding(encoded.steps!);
          const pooled = encoded.pooled.arraySync() as number[][];
          for (const [b, x] of withoutPadding(steps()).entries()) {
            const y = convolve(encoder, 2, convolve(encoder, 1, x, size, before), size, before);
            assertClose(found[b].flat(), y.flat(), 1e-5, `sequence ${b}`);
            const expected = y[0].map((_, j) => {
              const column = y.map((step) => step[j]);
              if (pool === 'last') return column[column.length - 1];
              return pool === 'max'
                ? Math.max(...column)
                : column.reduce((sum, value) => sum + value, 0) / column.length;
            });
            assertClose(pooled[b], expected, 1e-5, `pooled vector of ${b}`);
          }
        });
        encoder.dispose();
      });

  it('before an LSTM are those of the encoder without it', () => {
    const options = { filters: FILTERS, kernelSize: 2 };
    const cnnLstm = encoderOf({ name: 'cnn-lstm', ...options, units: 4 });
    const cnn = encoderOf({ name: 'cnn', ...options });
    tf.tidy(() => {
      for (const [name, weight] of cnn.weights()) weight.assign(cnnLstm.weights().get(name)!);
      const convolved = withoutPadding(cnn.encode(steps(), mask(), { wantSteps: true }).steps!);
      const weights = ['kernel', 'recurrent'].map((name) => matrixOf(cnnLstm, `lstm.${name}`));
      const bias = vectorOf(cnnLstm, 'lstm.bias');
      const pooled = cnnLstm.encode(steps(), mask()).pooled.arraySync() as number[][];
      for (const [b, x] of convolved.entries()) {
        let [h, c] = [new Array(4).fill(0), new Array(4).fill(0)];
        for (const step of x) {
          const z = plus(times(step, weights[0]), times(h, weights[1]), bias);
          const gate = (from: number, j: number) => 1 / (1 + Math.exp(-z[from * 4 + j]));
          c = c.map((value, j) => gate(1, j) * value + gate(0, j) * Math.tanh(z[8 + j]));
          h = c.map((value, j) => gate(3, j) * Math.tanh(value));
        }
        assertClose(pooled[b], h, 1e-5, `sequence ${b}`);
      }
    });
    cnnLstm.dispose();
    cnn.dispose();
  });
});
