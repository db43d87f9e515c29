import { z } from 'zod';
import type { ComponentSpec } from '../../base/component';
import { controls as registry } from '.';
import type { Destroyer } from './control';

/** The controls of a trial, in the order in which they were named. */
export class Controls {
  /** No control at all. */
  static readonly none = new Controls([], 0);

  private readonly destroyers: readonly Destroyer[];

  constructor(
    readonly specs: readonly ComponentSpec[],
    readonly seed: number,
  ) {
    this.destroyers = specs.map((spec) => {
      const { entry, options } = registry.resolve(spec);
      return entry.build(options, seed);
    });
  }

  /** Names what is done to one thing in cache keys; undefined where nothing is. */
  keyOf(what: keyof Destroyer): unknown {
    const acting = this.specs.filter((_, i) => this.destroyers[i][what]);
    return acting.length ? [acting, this.seed] : undefined;
  }

  edges(...args: Parameters<NonNullable<Destroyer['edges']>>): void {
    for (const one of this.destroyers) one.edges?.(...args);
  }

  order(...args: Parameters<NonNullable<Destroyer['order']>>): void {
    for (const one of this.destroyers) one.order?.(...args);
  }

  embeddings(...args: Parameters<NonNullable<Destroyer['embeddings']>>): void {
    for (const one of this.destroyers) one.embeddings?.(...args);
  }

  /** As JSON, for saved models; `Controls.load` reads it back. */
  toJSON(): SavedControls {
    return { specs: this.specs, seed: this.seed };
  }

  static load({ specs, seed }: SavedControls): Controls {
    return new Controls(specs, seed);
  }
}

/** Controls as a saved model holds them. */
export const savedControlsSchema = z.strictObject({
  specs: z.array(z.looseObject({ name: z.string() })),
  seed: z.number(),
});
export interface SavedControls {
  readonly specs: readonly ComponentSpec[];
  readonly seed: number;
}
