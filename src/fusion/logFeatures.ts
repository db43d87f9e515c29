import type { ComponentSpec } from '../base/component';
import type { AsOf } from '../data/asOf';
import type { Controls } from '../data/controls/controls';
import type { Table } from '../data/table';
import { families } from '../features';
import { featureTable } from '../features/family';

/**
 * Signed logarithms of features: counts and amounts have long tails that would drown the rest in a network. Standard
 * scores stay as they are, for their tails are what they have to tell.
 */
export function logFeatures(asOf: AsOf, features: readonly ComponentSpec[], controls: Controls): Table {
  const table = featureTable(asOf, features, controls, families);
  const staysAsIs = features.flatMap((spec) => {
    const { entry, options } = families.resolve(spec);
    return entry.columns(options).map(() => entry.isStandardised ?? false);
  });
  const F = table.columns.length;
  const values = table.values.map((value, i) =>
    staysAsIs[i % F] ? value : Math.sign(value) * Math.log1p(Math.abs(value)),
  );
  return { ...table, values };
}
