import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { Random } from '../../base/random';
import { takeRows } from '../../base/rows';
import type { AsOf } from '../../data/asOf';
import { Controls, savedControlsSchema } from '../../data/controls/controls';
import { Vocabulary } from '../../data/vocabulary';
import { basketEvidence } from '../../graph/basketEvidence';
import { scorers } from '../../graph/scorers';
import { nearerOf, type Origins } from '../../imbalance/resampling/origins';
import type { Encoding } from '../../nn/encoding';
import { normal } from '../../nn/initializers';
import { signedLog } from '../../nn/signedLog';
import { lastSteps } from '../../sequence/windows';
import { Branch, defineBranch, type ForwardOptions } from '../branch';

const optionsSchema = z.strictObject({
  /** Where the weights between items come from: scorers that have some, such as ease and cosine. */
  kernels: z.array(scorers.reference()).min(1).prefault(['ease', 'cosine']),
  /** How many of the last baskets are read. */
  length: z.number().int().positive().default(16),
  /** Only events of the last so many days make edges of the graph; all of the past if omitted. */
  windowDays: z.number().positive().optional(),
  /** Columns of the learned embedding of the item asked about; 0 for none. */
  embeddingDim: z.number().int().min(0).default(8),
});

const stateSchema = z.strictObject({
  options: optionsSchema,
  /** Ids of the items with embeddings of their own; empty where none are asked about. */
  items: z.array(z.string()),
  controls: savedControlsSchema,
});
type State = z.output<typeof stateSchema>;

/** What each basket says, [n, T, K], whether it is there, [n, T], and each example's row of the item table, [n]. */
interface EvidenceInputs {
  readonly evidence: Float32Array;
  readonly mask: Float32Array;
  readonly item: Int32Array;
}

/**
 * What the graph says of the customer and the item P asked about, basket by basket: e_l [K] of each of the last baskets, one
 * number for each kernel (see `basketEvidence`). These are the steps, for an operator to weigh; the pooled vector has the
 * logarithm of their sum v, and P's embedding where P is an item that the task names:
 *
 *   [sign(v) log(1 + |v|), e_P]
 */
class EvidenceBranch extends Branch<EvidenceInputs> {
  readonly units: number;
  override readonly stepUnits: number;
  private readonly embeddings?: tf.Variable;
  private readonly vocabulary: Vocabulary;
  private readonly controls: Controls;

  constructor(
    private readonly saved: State,
    random: Random,
  ) {
    super();
    const { kernels, embeddingDim } = saved.options;
    this.vocabulary = new Vocabulary(saved.items);
    this.controls = Controls.load(saved.controls);
    this.stepUnits = kernels.length;
    const hasItems = embeddingDim > 0 && saved.items.length > 0;
    if (hasItems) this.embeddings = this.weight('items', normal([this.vocabulary.size, embeddingDim], 0.1, random));
    this.units = kernels.length + (hasItems ? embeddingDim : 0);
  }

  state(): State {
    return this.saved;
  }

  prepare(asOf: AsOf): EvidenceInputs {
    const { kernels, length, windowDays } = this.saved.options;
    const { controls } = this;
    const windows = lastSteps(asOf, { length, step: 'basket', controls });
    const mask = new Float32Array(asOf.size * length);
    windows.of.forEach((window, row) => {
      mask.set(windows.mask.subarray(window * length, (window + 1) * length), row * length);
    });
    const rows = this.vocabulary.rowsOf(asOf.latest());
    const item = asOf.examples.item.map((asked) => rows[asked] ?? 0);
    return { evidence: basketEvidence(asOf, windows, kernels, windowDays, controls), mask, item };
  }

  override resample({ evidence, mask, item }: EvidenceInputs, origins: Origins): EvidenceInputs {
    const nearer = nearerOf(origins);
    const T = this.saved.options.length;
    return {
      evidence: takeRows(evidence, nearer, T * this.stepUnits),
      mask: takeRows(mask, nearer, T),
      item: nearer.map((row) => item[row]),
    };
  }

  forward({ evidence, mask, item }: EvidenceInputs, rows: Int32Array, { wantSteps }: ForwardOptions = {}): Encoding {
    const T = this.saved.options.length;
    const steps = tf.tensor3d(takeRows(evidence, rows, T * this.stepUnits), [rows.length, T, this.stepUnits]);
    const sums = tf.sum(steps, 1);
    const logs = signedLog(sums) as tf.Tensor2D;
    const asked = rows.map((row) => item[row]);
    const pooled = this.embeddings
      ? tf.concat2d([logs, tf.gather(this.embeddings as tf.Tensor2D, tf.tensor1d(asked, 'int32'))], 1)
      : logs;
    return { pooled, ...(wantSteps && { steps, mask: tf.tensor2d(takeRows(mask, rows, T), [rows.length, T]) }) };
  }
}

export const evidence = defineBranch({
  name: 'evidence',
  summary: 'what each of the last baskets says for the item asked about, by the graph between items',
  options: optionsSchema,
  state: stateSchema,
  space: { length: { choices: [8, 16, 32] }, embeddingDim: { choices: [0, 8, 16] } },
  build: (options, { items, controls }, random) =>
    new EvidenceBranch({ options, items: [...items], controls: controls.toJSON() as State['controls'] }, random),
  restore: (state) => new EvidenceBranch(state, new Random(0)),
});
