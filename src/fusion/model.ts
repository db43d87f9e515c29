import * as tf from '@tensorflow/tfjs-core';
import type { Random } from '../base/random';
import type { Asked } from '../data/examples';
import { Dense } from '../nn/dense';
import { dropout } from '../nn/dropout';
import { Module } from '../nn/module';
import type { Branch } from './branch';
import type { FusionOperator } from './operator';

/** What each branch prepared, in the order of the branches. */
export type Prepared = readonly unknown[];

/** Branches, the operator that fuses them, and a head with one hidden layer: examples → logits. */
export class FusedModel extends Module {
  private readonly hidden: Dense;
  private readonly out: Dense;

  constructor(
    private readonly branches: readonly { name: string; branch: Branch }[],
    private readonly operator: FusionOperator,
    width: number,
    private readonly dropoutRate: number,
    random: Random,
  ) {
    super();
    for (const { name, branch } of branches) this.part(name, branch);
    this.part('fusion', operator);
    this.hidden = this.part('hidden', new Dense(operator.width, width, random, 'relu'));
    this.out = this.part('out', new Dense(width, 1, random));
  }

  prepare(asked: readonly Asked[]): Prepared {
    return this.branches.map(({ branch }) => branch.prepare(asked));
  }

  /**
   * @param rows which examples, [B]
   * @param random draws the dropout while training
   * @returns logits [B]
   */
  forward(prepared: Prepared, rows: Int32Array, random?: Random): tf.Tensor1D {
    const fused = this.operator.fuse(this.branches.map(({ branch }, b) => branch.forward(prepared[b], rows, random)));
    const hidden = dropout(this.hidden.call(fused), this.dropoutRate, random);
    return tf.reshape(this.out.call(hidden), [rows.length]);
  }
}
