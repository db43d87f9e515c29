import * as tf from '@tensorflow/tfjs-core';
import { adamStep } from '../kernels/adam';
import type { AdamArrays, AdamRates } from '../kernels/adam/types';
import { dataOf } from '../ops/tensors';

const DEFAULTS: AdamRates = {
  learningRate: 0.001,
  beta1: 0.9,
  beta2: 0.999,
  epsilon: 1e-7,
  clipNorm: Number.POSITIVE_INFINITY,
};

/**
 * Adam (Kingma and Ba, ICLR 2015) with all gradients scaled down, where they are longer together, to `clipNorm`.
 * All weights move in one kernel: the optimiser of tfjs takes a dozen operations for each of them, more time than
 * the forward and backward pass of a small layer.
 */
export class Adam {
  private readonly rates: AdamRates;
  private readonly arrays: AdamArrays;
  private steps = 0;

  constructor(
    private readonly weights: readonly tf.Variable[],
    rates: Partial<AdamRates> = {},
  ) {
    this.rates = { ...DEFAULTS, ...rates };
    const size = weights.reduce((sum, weight) => sum + weight.size, 0);
    const array = () => new Float32Array(4 * Math.ceil(size / 4));
    this.arrays = { weights: array(), gradients: array(), first: array(), second: array() };
  }

  /** Moves the weights against the gradient of a loss; the gradient of a weight that it does not read is 0. */
  minimise(loss: () => tf.Scalar): void {
    tf.tidy(() => {
      const { grads } = tf.variableGrads(loss, [...this.weights]);
      const { weights, gradients } = this.arrays;
      this.eachWeight((weight, from, to) => {
        weights.set(dataOf(weight), from);
        const gradient: tf.Tensor | null = grads[weight.name];
        if (gradient) gradients.set(dataOf(gradient), from);
        else gradients.fill(0, from, to);
      });
      adamStep(this.arrays, this.rates, ++this.steps);
      this.eachWeight((weight, from, to) => {
        weight.assign(tf.tensor(weights.slice(from, to), weight.shape));
      });
    });
  }

  private eachWeight(use: (weight: tf.Variable, from: number, to: number) => void): void {
    let from = 0;
    for (const weight of this.weights) {
      use(weight, from, from + weight.size);
      from += weight.size;
    }
  }
}
