import type * as tf from '@tensorflow/tfjs-core';
import type { Random } from '../base/random';
import { Dense } from '../nn/dense';
import { dropout } from '../nn/dropout';
import { Module } from '../nn/module';

export interface HeadOptions {
  /** Columns of the hidden layer. */
  readonly units: number;
  readonly dropout: number;
}

/** A vector through one hidden layer to a logit: [B, inputs] → [B, 1]. */
export class Head extends Module {
  private readonly hidden: Dense;
  private readonly out: Dense;

  constructor(
    inputs: number,
    private readonly options: HeadOptions,
    random: Random,
    start = 0,
  ) {
    super();
    this.hidden = this.part('hidden', new Dense(inputs, options.units, random, 'relu'));
    this.out = this.part('out', new Dense(options.units, 1, random, 'linear', start));
  }

  call(x: tf.Tensor2D, random?: Random): tf.Tensor2D {
    return this.out.call(dropout(this.hidden.call(x), this.options.dropout, random));
  }
}
