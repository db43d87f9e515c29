import type * as tf from '@tensorflow/tfjs-core';
import type { Random } from '../base/random';
import { Module } from '../nn/module';

/** Makes one vector of the branches' vectors. */
export abstract class FusionOperator extends Module {
  /** Columns of what `fuse` returns. */
  abstract readonly width: number;

  /** One tensor [B, width of the branch] for each branch → [B, width] */
  abstract fuse(branches: readonly tf.Tensor2D[]): tf.Tensor2D;
}

/** An entry of the registry of fusion operators. */
export interface OperatorKind {
  readonly name: string;
  /** @param widths columns of each branch */
  build(widths: readonly number[], random: Random): FusionOperator;
}
