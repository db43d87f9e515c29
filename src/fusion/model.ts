import * as tf from '@tensorflow/tfjs-core';
import type { Random } from '../base/random';
import type { AsOf } from '../data/asOf';
import { Dense } from '../nn/dense';
import { dropout } from '../nn/dropout';
import type { Encoding } from '../nn/encoding';
import { Module } from '../nn/module';
import type { Branch } from './branch';
import type { FusionOperator } from './operator';

/** What each branch prepared, in the order of the branches. */
export type Prepared = readonly unknown[];

/** A branch with a name of its own among the others. */
export interface NamedBranch {
  readonly name: string;
  readonly branch: Branch;
}

export interface HeadOptions {
  readonly units: number;
  readonly dropout: number;
}

/** Branches, the operator that fuses them, and a head with one hidden layer: examples → logits. */
export class FusedModel extends Module {
  private readonly hidden: Dense;
  private readonly out: Dense;

  constructor(
    readonly branches: readonly NamedBranch[],
    private readonly operator: FusionOperator,
    /** Whether the operator reads the branches' steps. */
    readonly wantSteps: boolean,
    private readonly head: HeadOptions,
    random: Random,
  ) {
    super();
    for (const { name, branch } of branches) this.part(name, branch);
    this.part('fusion', operator);
    this.hidden = this.part('hidden', new Dense(operator.units, head.units, random, 'relu'));
    this.out = this.part('out', new Dense(head.units, 1, random));
  }

  prepare(asOf: AsOf): Prepared {
    return this.branches.map(({ branch }) => branch.prepare(asOf));
  }

  /** For each example the part of a branch's inputs that it shares with others, where a branch has such parts; [n] */
  partsOf(prepared: Prepared): Int32Array | undefined {
    for (const [b, { branch }] of this.branches.entries()) {
      const parts = branch.partsOf?.(prepared[b]);
      if (parts) return parts;
    }
    return undefined;
  }

  /**
   * @param rows which examples, [B]
   * @param random draws the dropout while training
   * @returns logits [B]
   */
  forward(prepared: Prepared, rows: Int32Array, random?: Random): tf.Tensor1D {
    const { wantSteps } = this;
    const encodings = this.branches.map(({ branch }, b) => branch.forward(prepared[b], rows, { random, wantSteps }));
    return this.decide(encodings, random);
  }

  /** Logits [B] of one encoding for each branch, in their order. */
  decide(encodings: readonly Encoding[], random?: Random): tf.Tensor1D {
    const hidden = dropout(this.hidden.call(this.operator.fuse(encodings)), this.head.dropout, random);
    return tf.reshape(this.out.call(hidden), [encodings[0].pooled.shape[0]]);
  }

  /** Which part is not finite first for some examples, and for which one; undefined where all numbers are finite. */
  blame(prepared: Prepared, rows: Int32Array): string | undefined {
    const { wantSteps } = this;
    const say = (part: string, ...tensors: (tf.Tensor | undefined)[]) => {
      const at = Math.min(...tensors.map((tensor) => (tensor ? firstNotFinite(tensor) : rows.length)));
      return at < rows.length ? `${part} is not finite, first for example ${rows[at]}` : undefined;
    };
    return tf.tidy(() => {
      for (const [b, { name, branch }] of this.branches.entries()) {
        const { pooled, steps } = branch.forward(prepared[b], rows, { wantSteps });
        const found = say(`branch ${name}`, pooled, steps);
        if (found) return found;
      }
      return say('no branch but the head', this.forward(prepared, rows));
    });
  }
}

/** The first of the rows of a tensor that holds a number that is not finite; as many as there are if none does. */
function firstNotFinite(tensor: tf.Tensor): number {
  const [B] = tensor.shape;
  const at = (tensor.dataSync() as Float32Array).findIndex((value) => !Number.isFinite(value));
  return at < 0 ? B : Math.floor(at / (tensor.size / B));
}
