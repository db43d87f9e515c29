import { cached } from '../base/cache';
import { codeHash, fileOf } from '../base/closure';
import { type Asked, keyOf } from '../data/examples';
import type { Table } from '../data/table';
import type { InteractionOptions } from '../graph/interactions';

export interface FeatureOptions {
  /** Which customer–item graph the graph families read; its shuffle seed makes the negative control. */
  readonly graph: InteractionOptions;
}

/** A family of as-of features: one idea, computed for a whole query at once. */
export interface FeatureFamily {
  readonly name: string;
  /** What the family measures, for tables and cards. */
  readonly description: string;
  /** Whether it needs an item in the query; customer-only tasks leave such families out. */
  readonly needsItem: boolean;
  readonly columns: readonly string[];
  /** Values [n, columns], row-major, NaN where nothing is known, from the history alone. */
  compute(asked: Asked, options: FeatureOptions): Float32Array;
}

/** The families' columns side by side for all questions, one row an example. */
export function featureTable(
  asked: readonly Asked[],
  families: readonly FeatureFamily[],
  options: FeatureOptions,
): Table {
  const columns = families.flatMap((family) => family.columns);
  const rows = asked.reduce((sum, { query }) => sum + query.customers.length, 0);
  const values = new Float32Array(rows * columns.length);
  let row = 0;
  for (const one of asked) {
    const n = one.query.customers.length;
    let offset = 0;
    for (const family of families) {
      const width = family.columns.length;
      const code = codeHash([fileOf(family)]);
      const part = cached([code, family.name, options, keyOf(one)], () => family.compute(one, options));
      for (let i = 0; i < n; i++)
        for (let j = 0; j < width; j++) values[(row + i) * columns.length + offset + j] = part[i * width + j];
      offset += width;
    }
    row += n;
  }
  return { rows, columns, values };
}
