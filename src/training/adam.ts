import * as tf from '@tensorflow/tfjs-core';
import { adamStep } from '../kernels/adam';
import type { AdamArrays, AdamRates } from '../kernels/adam/types';
import { dataOf } from '../ops/tensors';

const DEFAULTS = { learningRate: 0.001, clipNorm: Number.POSITIVE_INFINITY, weightDecay: 0 };
const BETAS = { beta1: 0.9, beta2: 0.999, epsilon: 1e-7 };

export interface AdamOptions {
  readonly learningRate: number;
  /** All gradients are scaled down, where they are longer together, to this length. */
  readonly clipNorm: number;
  /** By how much of itself, times the learning rate, each weight shrinks a step. */
  readonly weightDecay: number;
}

/**
 * Adam (Kingma and Ba, ICLR 2015), with decoupled weight decay (AdamW; Loshchilov and Hutter, ICLR 2019). All weights move
 * in one kernel: the optimizer of tfjs takes a dozen operations for each of them, more time than the forward and backward
 * pass of a small layer.
 */
export class Adam {
  private readonly options: AdamOptions;
  private readonly arrays: AdamArrays;
  private steps = 0;

  /** @param weights by name */
  constructor(
    private readonly weights: ReadonlyMap<string, tf.Variable>,
    options: Partial<AdamOptions> = {},
  ) {
    this.options = { ...DEFAULTS, ...options };
    const size = [...weights.values()].reduce((sum, weight) => sum + weight.size, 0);
    const array = () => new Float32Array(4 * Math.ceil(size / 4));
    this.arrays = { weights: array(), gradients: array(), first: array(), second: array() };
  }

  /**
   * Moves the weights against the gradient of a loss; the gradient of a weight that it does not read is 0. A loss that is
   * not finite moves none.
   * @param factor of the learning rate in this step
   * @param isFrozen tells by its name a weight that stays as it is
   * @returns the loss before the step
   */
  minimise(loss: () => tf.Scalar, factor = 1, isFrozen: (name: string) => boolean = () => false): number {
    return tf.tidy(() => {
      const moving = [...this.weights].flatMap(([name, weight]) => (isFrozen(name) ? [] : weight));
      const { value, grads } = tf.variableGrads(loss, moving);
      const before = value.dataSync()[0];
      if (!Number.isFinite(before)) return before;
      const { weights, gradients } = this.arrays;
      this.eachWeight((_, weight, from, to) => {
        weights.set(dataOf(weight), from);
        const gradient: tf.Tensor | null = grads[weight.name];
        if (gradient) gradients.set(dataOf(gradient), from);
        else gradients.fill(0, from, to);
      });
      const { clipNorm, weightDecay } = this.options;
      const learningRate = factor * this.options.learningRate;
      const shrunk = 1 - learningRate * weightDecay;
      if (weightDecay > 0) for (let i = 0; i < weights.length; i++) weights[i] *= shrunk;
      const rates: AdamRates = { learningRate, clipNorm, ...BETAS };
      adamStep(this.arrays, rates, ++this.steps);
      this.eachWeight((name, weight, from, to) => {
        if (!isFrozen(name)) weight.assign(tf.tensor(weights.slice(from, to), weight.shape));
      });
      return before;
    });
  }

  private eachWeight(use: (name: string, weight: tf.Variable, from: number, to: number) => void): void {
    let from = 0;
    for (const [name, weight] of this.weights) {
      use(name, weight, from, from + weight.size);
      from += weight.size;
    }
  }
}
