import type { ComponentSpec } from '../base/component';
import type { AsOf } from '../data/asOf';
import type { Controls } from '../data/controls/controls';
import type { Table } from '../data/table';
import { families } from '../features';
import { featureTable } from '../features/family';

/** Signed logarithms of features: counts and amounts have long tails that would drown the rest in a network. */
export function logFeatures(asOf: AsOf, features: readonly ComponentSpec[], controls: Controls): Table {
  const table = featureTable(asOf, features, controls, families);
  return { ...table, values: table.values.map((value) => Math.sign(value) * Math.log1p(Math.abs(value))) };
}
