import type { ComponentSpec } from '../../base/component';
import type { InteractionGraph } from '../interactions';
import { relations } from '.';
import type { Relation, Ties } from './relation';

/** One relation of several. */
export interface NamedTies extends Ties {
  readonly relation: Relation;
  /** The number of its first type among those of all. */
  readonly firstType: number;
}

/** The ties of each relation named. */
export function tiesOf(graph: InteractionGraph, specs: readonly ComponentSpec[]): NamedTies[] {
  let firstType = 0;
  return specs.map((spec) => {
    const { entry, options } = relations.resolve(spec);
    const named = { ...entry.build(graph, options), relation: entry, firstType };
    firstType += entry.types;
    return named;
  });
}

/** Edges of all relations in one graph: adjacency, times and types, numbered on from relation to relation. */
export type TypedEdges = Required<Pick<Ties, 'adjacency' | 'times'>> & { readonly types: Int32Array };

/** Two that several relations tie have as many edges between them; those of a row stand in the relations' order. */
export function unionOf(parts: readonly NamedTies[]): TypedEdges {
  const typeOf = ({ types, firstType }: NamedTies, e: number) => firstType + (types ? types[e] : 0);
  const N = parts[0].adjacency.rows;
  const E = parts.reduce((sum, { adjacency }) => sum + adjacency.columns.length, 0);
  if (parts.length === 1) {
    const [only] = parts;
    const types = Int32Array.from({ length: E }, (_, e) => typeOf(only, e));
    return { adjacency: only.adjacency, times: only.times, types };
  }
  const offsets = new Int32Array(N + 1);
  const columns = new Int32Array(E);
  const values = new Float32Array(E);
  const times = new Float64Array(E);
  const types = new Int32Array(E);
  let size = 0;
  for (let i = 0; i < N; i++) {
    for (const part of parts) {
      const { adjacency } = part;
      for (let e = adjacency.offsets[i]; e < adjacency.offsets[i + 1]; e++, size++) {
        columns[size] = adjacency.columns[e];
        values[size] = adjacency.values[e];
        times[size] = part.times[e];
        types[size] = typeOf(part, e);
      }
    }
    offsets[i + 1] = size;
  }
  return { adjacency: { rows: N, cols: N, offsets, columns, values }, times, types };
}
