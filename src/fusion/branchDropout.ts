import * as tf from '@tensorflow/tfjs-core';
import type { Random } from '../base/random';
import type { Encoding } from '../nn/encoding';
import { Module } from '../nn/module';
import type { BranchShape } from './branch';

/**
 * Leaves branches out while training, for each example by chance, so that a model does without any of them (modality
 * dropout; Neverova et al., ModDrop, PAMI 2016). A branch that is left out says a learned vector, the same for every
 * example, and has no steps: nothing has to be rescaled, and nothing else than that vector says "missing". One branch at
 * least always stays.
 */
export class BranchDropout extends Module {
  /** What each branch says when it is missing, [1, units]. */
  private readonly nulls: readonly tf.Variable[];

  constructor(
    private readonly branches: readonly BranchShape[],
    /** The probability with which each branch is left out. */
    private readonly rate: number,
  ) {
    super();
    this.nulls = branches.map(({ name, units }) => this.weight(`missing ${name}`, tf.zeros([1, units])));
  }

  /** One encoding for each branch, in their order, some of them left out for some examples. */
  drop(encodings: readonly Encoding[], random: Random): Encoding[] {
    const [B] = encodings[0].pooled.shape;
    const kept = this.branches.map(() => new Float32Array(B));
    for (let i = 0; i < B; i++) {
      let any = false;
      for (const of of kept) {
        of[i] = random.next() < this.rate ? 0 : 1;
        any ||= of[i] === 1;
      }
      if (!any) kept[random.int(kept.length)][i] = 1;
    }
    return encodings.map(({ pooled, steps, mask }, b) => {
      const keeps = tf.tensor2d(kept[b], [B, 1]);
      const own = tf.mul(pooled, keeps);
      const missing = tf.mul(this.nulls[b], tf.sub(1, keeps));
      return { pooled: tf.add(own, missing), ...(steps && mask ? { steps, mask: tf.mul(mask, keeps) } : {}) };
    });
  }

  /** What branch b says of B examples when it is missing; its steps are one of padding. */
  missing(b: number, B: number): Encoding {
    const { stepUnits } = this.branches[b];
    return {
      pooled: tf.tile(this.nulls[b], [B, 1]) as tf.Tensor2D,
      ...(stepUnits ? { steps: tf.zeros([B, 1, stepUnits]), mask: tf.zeros([B, 1]) } : {}),
    };
  }
}
