import type * as tf from '@tensorflow/tfjs-core';
import type { Snapshot } from '../graph/snapshot';
import type { ItemVectors } from '../nn/itemVectors';

/** The nodes of several snapshots, one behind the other, and after them the row of those that are not there, of zeros. */
export class EncodedParts implements ItemVectors {
  constructor(
    readonly vectors: tf.Tensor2D,
    /** Where each snapshot's nodes begin. */
    readonly starts: Int32Array,
    readonly missing: number,
    private readonly snapshots: readonly Snapshot[],
    private readonly part: Int32Array,
  ) {}

  rowOf(example: number, item: number): number {
    const part = this.part[example];
    const node = this.snapshots[part].nodeOfItem(item);
    return node < 0 ? this.missing : this.starts[part] + node;
  }
}
