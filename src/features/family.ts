import type { z } from 'zod';
import { cached } from '../base/cache';
import { codeHash, fileOf } from '../base/closure';
import { type Component, type ComponentSpec, componentsUsed } from '../base/component';
import type { Registry } from '../base/registry';
import type { AsOf } from '../data/asOf';
import type { Controls } from '../data/controls/controls';
import type { Table } from '../data/table';

/** A family of as-of features: one idea, computed for all examples at once. */
export interface FeatureFamily<Options extends z.ZodType = z.ZodType> extends Component<Options> {
  /**
   * Whether the edge between the customer and the item asked about is left out: the values are those of a log without
   * the events between the two.
   */
  readonly leavesEdgeOut?: boolean;
  /** Whether the values are standard scores, which networks read as they are. */
  readonly isStandardised?: boolean;
  /** What the values measure, one name a column. */
  columns(options: z.output<Options>): readonly string[];
  /** Values [n, columns], row-major, NaN where nothing is known. */
  compute(asOf: AsOf, options: z.output<Options>, controls: Controls): Float32Array;
}

/** Declares a feature family. */
export function defineFamily<Options extends z.ZodType>(family: FeatureFamily<Options>): FeatureFamily {
  return family as unknown as FeatureFamily;
}

/** The families' columns side by side, one row an example. */
export function featureTable(
  asOf: AsOf,
  specs: readonly ComponentSpec[],
  controls: Controls,
  families: Registry<FeatureFamily>,
): Table {
  const parts = specs.map((spec) => {
    const { entry, options } = families.resolve(spec);
    const columns = entry.columns(options);
    const { components } = componentsUsed(() => families.reference().parse(spec));
    const key = [codeHash(components.map(fileOf)), spec, controls.keyOf('edges'), asOf.fingerprint];
    return { columns, values: cached(key, () => entry.compute(asOf, options, controls)) };
  });
  const columns = parts.flatMap((part) => part.columns);
  const values = new Float32Array(asOf.size * columns.length);
  let offset = 0;
  for (const part of parts) {
    const F = part.columns.length;
    for (let i = 0; i < asOf.size; i++)
      for (let j = 0; j < F; j++) values[i * columns.length + offset + j] = part.values[i * F + j];
    offset += F;
  }
  return { rows: asOf.size, columns, values };
}
