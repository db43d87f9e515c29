import type * as tf from '@tensorflow/tfjs-core';
import type { Random } from '../base/random';
import { Dense } from '../nn/dense';
import type { Encoding } from '../nn/encoding';
import { Module } from '../nn/module';
import type { BranchShape } from './branch';

/** Brings the branches' pooled vectors to the same columns: W_b x_b + b_b, [B, units] each. */
export class Projections extends Module {
  private readonly dense: readonly Dense[];

  constructor(branches: readonly BranchShape[], units: number, random: Random) {
    super();
    this.dense = branches.map((branch, b) => this.part(`branch${b + 1}`, new Dense(branch.units, units, random)));
  }

  call(branches: readonly Encoding[]): tf.Tensor2D[] {
    return branches.map(({ pooled }, b) => this.dense[b].call(pooled));
  }
}

/** How many columns the pooled vectors have side by side. */
export function columnsTogether(branches: readonly BranchShape[]): number {
  return branches.reduce((sum, { units }) => sum + units, 0);
}
