import type { ComponentSpec } from '../base/component';
import { distinct } from '../base/distinct';
import type { AsOf } from '../data/asOf';
import type { Controls } from '../data/controls/controls';
import type { Table } from '../data/table';
import type { Windows } from '../sequence/windows';
import { logFeatures } from './logFeatures';

/** Features of events, and for each line of windows the row of its event. */
export interface StepFeatures {
  readonly table: Table;
  readonly row: Int32Array;
}

/**
 * The features of each event in some windows as of the event's own time: what was known as it happened, the labels of
 * other events that were known by then among it. An event is computed once, however many windows hold it.
 * @param asOf the examples of the windows
 */
export function stepFeatures(
  asOf: AsOf,
  { events }: Windows,
  features: readonly ComponentSpec[],
  controls: Controls,
): StepFeatures {
  const { unique, position } = distinct(events);
  // In order of time, as a scan takes them.
  const order = Int32Array.from(unique.keys()).sort((a, b) => unique[a] - unique[b]);
  const place = new Int32Array(order.length);
  order.forEach((at, row) => {
    place[at] = row;
  });
  const sorted = order.map((at) => unique[at]);
  return { table: logFeatures(asOf.askEvents(sorted), features, controls), row: position.map((at) => place[at]) };
}
