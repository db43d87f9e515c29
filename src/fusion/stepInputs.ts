import { z } from 'zod';
import type { ComponentSpec } from '../base/component';
import { distinct } from '../base/distinct';
import type { AsOf } from '../data/asOf';
import type { Controls } from '../data/controls/controls';
import { StandardScaler } from '../data/scaler';
import type { LineNumbers } from '../sequence/model';
import type { Windows } from '../sequence/windows';
import { logFeatures } from './logFeatures';
import {
  type ChosenAttribute,
  columnsOf,
  fitAttribute,
  fittedAttributeSchema,
  placesOf,
  writeColumns,
} from './stepAttributes';

/** What is told of each event of a step beside what windows tell. */
export interface StepInputOptions {
  readonly features: readonly ComponentSpec[];
  readonly attributes: readonly ChosenAttribute[];
}

/** What training tells of it. */
export const stepInputStateSchema = z.strictObject({
  /** Of the features. */
  mean: z.array(z.number()),
  std: z.array(z.number()),
  attributes: z.array(fittedAttributeSchema),
});
export type StepInputState = z.output<typeof stepInputStateSchema>;

/** Numbers of the windows' lines, if any, and for each attribute with an embedding the row of each line, [lines]. */
export interface StepInputs {
  readonly lines?: LineNumbers;
  readonly categories: readonly Int32Array[];
}

/**
 * The distinct events in some windows, each asked about as of its own time: what was known as it happened, the labels of
 * other events that were known by then among it. An event is computed once, however many windows hold it.
 * @param asOf the examples of the windows
 * @returns the events, and the row among them of each line
 */
export function eventsOf(asOf: AsOf, { events }: Windows): { events: AsOf; row: Int32Array } {
  const { unique, position } = distinct(events);
  // In order of time, as a scan takes them.
  const order = Int32Array.from(unique.keys()).sort((a, b) => unique[a] - unique[b]);
  const place = new Int32Array(order.length);
  order.forEach((at, row) => {
    place[at] = row;
  });
  return { events: asOf.askEvents(order.map((at) => unique[at])), row: position.map((at) => place[at]) };
}

/** Scales, and chooses categories, by the distinct events of the training windows. */
export function fitStepInputs(
  asOf: AsOf,
  windows: Windows,
  { features, attributes }: StepInputOptions,
  controls: Controls,
): StepInputState {
  if (features.length + attributes.length === 0) return { mean: [], std: [], attributes: [] };
  const { events } = eventsOf(asOf, windows);
  const { values, columns } = logFeatures(events, features, controls);
  const { mean, std } = StandardScaler.fit(values, columns);
  return {
    mean: [...mean],
    std: [...std],
    attributes: attributes.map((each) => fitAttribute(each, events.askedAttribute(each.attribute))),
  };
}

/** How many numbers a line has. */
export function stepInputColumns({ mean, attributes }: StepInputState): number {
  return attributes.reduce((sum, each) => sum + columnsOf(each).length, mean.length);
}

export function readStepInputs(
  asOf: AsOf,
  windows: Windows,
  { features, attributes }: StepInputOptions,
  state: StepInputState,
  controls: Controls,
): StepInputs {
  if (features.length + attributes.length === 0) return { categories: [] };
  const { events, row } = eventsOf(asOf, windows);
  const table = logFeatures(events, features, controls);
  const scaled = new StandardScaler(state.mean, state.std, table.columns).transform(table.values);
  const F = table.columns.length;
  const names = [...table.columns, ...state.attributes.flatMap(columnsOf)];
  const columns = names.length;
  const values = new Float32Array(events.size * columns);
  for (let i = 0; i < events.size; i++) values.set(scaled.subarray(i * F, (i + 1) * F), i * columns);
  const categories: Int32Array[] = [];
  let offset = F;
  for (const fitted of state.attributes) {
    const attribute = events.askedAttribute(fitted.name);
    writeColumns(fitted, attribute, values, columns, offset);
    offset += columnsOf(fitted).length;
    if (fitted.embeddingDim === 0) continue;
    const places = placesOf(fitted, attribute);
    categories.push(row.map((event) => places[event]));
  }
  return { lines: { values, columns: names, row }, categories };
}
