import type { z } from 'zod';
import type { Component } from '../../base/component';
import type { Draws } from './draws';

/** A node's events before a time: places from … to − 1 of `times`, which ascend there, in seconds since 1970. */
export interface Past {
  times: Float64Array;
  from: number;
  to: number;
  /** Later than all of them. */
  time: number;
}

/** Picks so many of a node's events before a time, of which there are more. */
export interface Sampler {
  /**
   * @param count how many, fewer than there are
   * @param out takes different places, ascending, in its first `count` entries
   */
  pick(past: Readonly<Past>, count: number, draws: Draws, out: Int32Array): void;
}

/** A way of picking the events along which a node hears its neighbours. */
export interface SamplerKind<Options extends z.ZodType = z.ZodType> extends Component<Options> {
  build(options: z.output<Options>): Sampler;
}

/** Declares a way of sampling. */
export function defineSampler<Options extends z.ZodType>(kind: SamplerKind<Options>): SamplerKind {
  return kind as unknown as SamplerKind;
}
