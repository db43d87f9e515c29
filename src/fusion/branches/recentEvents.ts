import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { Random } from '../../base/random';
import type { AsOf } from '../../data/asOf';
import { Controls, savedControlsSchema } from '../../data/controls/controls';
import { dropout } from '../../nn/dropout';
import type { Encoding } from '../../nn/encoding';
import type { SequenceEncoder } from '../../sequence/encoder';
import { encoders } from '../../sequence/encoders';
import { ASKED_FEATURES, eventFeatures, recentEventsOptions } from '../../sequence/eventFeatures';
import { RecentEvents } from '../../sequence/recentEvents';
import { Branch, defineBranch, type ForwardOptions } from '../branch';

const optionsSchema = z.strictObject({
  ...recentEventsOptions,
  /** Whether the event asked about stands beside each of the others, and beside their encoding. */
  withAsked: z.boolean().default(false),
  encoder: encoders.reference().prefault('set-attention'),
  dropout: z.number().min(0).max(0.9).default(0.2),
  /** The share of the events that is left out while training, like edges of a graph (DropEdge; Rong et al., ICLR 2020). */
  eventDropout: z.number().min(0).max(0.9).default(0),
});

const stateSchema = z.strictObject({
  options: optionsSchema,
  /** Mean and standard deviation of the log amounts. */
  mean: z.number(),
  std: z.number(),
  controls: savedControlsSchema,
});
type State = z.output<typeof stateSchema>;

const ASKED_LOG_AMOUNT = ASKED_FEATURES.indexOf('log amount');

/**
 * The latest events of the customer, or of the item, as a set (or a sequence, by the encoder): how long ago, how much, how
 * unusual for whoever paid, and the label where it is known. Where each event sees the one asked about, x_t becomes [x_t, a]
 * and the output [encoding, a].
 */
class RecentEventsBranch extends Branch<RecentEvents> {
  readonly units: number;
  override readonly stepUnits: number;
  private readonly encoder: SequenceEncoder;
  /** What the encoder reads of each event. */
  private readonly columns: readonly string[];
  private readonly controls: Controls;

  constructor(
    private readonly saved: State,
    random: Random,
  ) {
    super();
    const { encoder, withAsked } = saved.options;
    const asked = withAsked ? ASKED_FEATURES.length : 0;
    this.columns = eventFeatures(saved.options);
    const { entry, options } = encoders.resolve(encoder);
    this.encoder = this.part('encoder', entry.build(options, this.columns.length + asked, random));
    this.units = this.encoder.units + asked;
    this.stepUnits = this.encoder.units;
    this.controls = Controls.load(saved.controls);
  }

  state(): State {
    return this.saved;
  }

  prepare(asOf: AsOf): RecentEvents {
    const { withAsked: _, encoder: __, dropout: ___, eventDropout: ____, ...options } = this.saved.options;
    return new RecentEvents(asOf, options);
  }

  forward(events: RecentEvents, rows: Int32Array, { random, wantSteps }: ForwardOptions = {}): Encoding {
    const { length: T, withAsked, dropout: rate, eventDropout } = this.saved.options;
    const isDropped = random && eventDropout > 0 ? () => random.next() < eventDropout : undefined;
    const { steps, mask } = events.read(rows, withAsked, this.controls, isDropped);
    const [B, F, A] = [rows.length, this.columns.length, ASKED_FEATURES.length];
    const columns = F + (withAsked ? A : 0);
    const logAmount = this.columns.indexOf('log amount');
    for (let s = 0; s < B * T; s++) {
      if (!mask[s]) continue;
      this.scale(steps, s * columns + logAmount);
      if (withAsked) this.scale(steps, s * columns + F + ASKED_LOG_AMOUNT);
    }
    const { pooled, ...rest } = this.encoder.encode(tf.tensor3d(steps, [B, T, columns]), tf.tensor2d(mask, [B, T]), {
      random,
      wantSteps,
    });
    const dropped = dropout(pooled, rate, random);
    if (!withAsked) return { pooled: dropped, ...rest };
    const asked = new Float32Array(B * A);
    for (let b = 0; b < B; b++) {
      for (let a = 0; a < A; a++) asked[b * A + a] = events.asked[rows[b] * A + a];
      this.scale(asked, b * A + ASKED_LOG_AMOUNT);
    }
    return { pooled: tf.concat2d([dropped, tf.tensor2d(asked, [B, A])], 1), ...rest };
  }

  /** Brings a log amount to mean 0 and standard deviation 1, in place. */
  private scale(values: Float32Array, at: number): void {
    values[at] = (values[at] - this.saved.mean) / this.saved.std;
  }
}

export const recentEvents = defineBranch({
  name: 'recent-events',
  summary: 'the latest events of the customer or of the item, with labels as far as they are known',
  options: optionsSchema,
  state: stateSchema,
  space: { length: { choices: [8, 16, 24, 32, 48] }, dropout: { low: 0, high: 0.5 } },
  build(options, { train, controls }, random) {
    const { mean, std } = new RecentEvents(train, options).amountMoments();
    return new RecentEventsBranch({ options, mean, std, controls: controls.toJSON() as State['controls'] }, random);
  },
  restore: (state) => new RecentEventsBranch(state, new Random(0)),
});
