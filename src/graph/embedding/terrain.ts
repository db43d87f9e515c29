import { type Csr, transpose } from '../../base/csr';
import { InputError } from '../../base/errors';
import { type AliasTables, aliasTables } from './alias';

const { fround } = Math;

/** What walkers read of a graph. */
export interface Terrain {
  readonly nodeCount: number;
  /** Where each node's entries begin, and how many it has; 0 and 0 when none weighs something; [N, 2]. */
  readonly nodes: Int32Array;
  readonly columns: Int32Array;
  /** Draws entries by weight; undefined when all weigh the same. */
  readonly tables?: AliasTables;
}

export function terrainOf({ rows, offsets, columns, values }: Csr): Terrain {
  const nodes = new Int32Array(2 * rows);
  for (let i = 0; i < rows; i++) {
    let open = false;
    for (let e = offsets[i]; e < offsets[i + 1] && !open; e++) open = values[e] > 0;
    if (!open) continue;
    nodes[2 * i] = offsets[i];
    nodes[2 * i + 1] = offsets[i + 1] - offsets[i];
  }
  const tables = values.some((value) => value !== values[0]) ? aliasTables(offsets, values) : undefined;
  return { nodeCount: rows, nodes, columns, tables };
}

/** @throws InputError for a weight that is negative or not finite */
export function checkWeights({ rows, offsets, values }: Csr): void {
  for (let i = 0; i < rows; i++)
    for (let e = offsets[i]; e < offsets[i + 1]; e++)
      if (!(values[e] >= 0 && values[e] < Infinity))
        throw new InputError(`an edge of node ${i} weighs ${values[e]}`, undefined, 'finite weights of 0 or more');
}

/**
 * What second-order walkers read. A candidate x, drawn by weight, is taken with the chance `back`, `near` or `far`:
 * 1/p, 1 or 1/q over the largest m of those that more than one edge of a node can have. Where 1/p exceeds m, the edge
 * back gets the rest of its chances from proposals of its own (the outlier of KnightKing; Yang et al., SOSP 2019).
 */
export interface BiasedTerrain extends Terrain {
  /** The three in single precision. */
  readonly back: number;
  readonly near: number;
  readonly far: number;
  /** Whether near and far are told apart. Columns ascend within each node, each once. */
  readonly triangles: boolean;
  readonly returns?: Returns;
}

/** Proposals to go straight back: having come by entry e, by `entries[e]` with the chance `chances[e]`. */
export interface Returns {
  readonly entries: Int32Array;
  /** w (1/p − m) / (W m + w′ (1/p − m)) with the sum W and the largest w′ of the weights there; 0 without a way back. */
  readonly chances: Float32Array;
  /** The largest chance at each node, [N]: so often is a proposal at it one to go back. */
  readonly most: Float32Array;
}

export function biasedTerrainOf(graph: Csr, p: number, q: number, bipartite: boolean): BiasedTerrain {
  const simple = simplified(graph);
  const triangles = !bipartite && q !== 1;
  const most = triangles ? Math.max(1, 1 / q) : 1 / q;
  const terrain = { ...terrainOf(simple), near: fround(1 / most), far: fround(1 / q / most), triangles };
  const excess = 1 / p / most - 1;
  if (excess <= 0) return { ...terrain, back: fround(1 + excess) };
  return { ...terrain, back: 1, returns: returnsOf(simple, excess) };
}

function returnsOf(graph: Csr, excess: number): Returns {
  const { rows, offsets, values } = graph;
  const own = new Float32Array(values.length);
  const most = new Float32Array(rows);
  for (let i = 0; i < rows; i++) {
    let sum = 0;
    let largest = 0;
    for (let e = offsets[i]; e < offsets[i + 1]; e++) {
      sum += values[e];
      largest = Math.max(largest, values[e]);
    }
    for (let e = offsets[i]; e < offsets[i + 1]; e++) {
      own[e] = (values[e] * excess) / (sum + largest * excess);
      most[i] = Math.max(most[i], own[e]);
    }
  }
  const entries = reverseOf(graph);
  const chances = new Float32Array(values.length);
  for (let e = 0; e < entries.length; e++) if (entries[e] >= 0) chances[e] = own[entries[e]];
  return { entries, chances, most };
}

/** The position of the entry (j, i) for each entry (i, j) of a matrix whose columns ascend; −1 where there is none. */
function reverseOf(csr: Csr): Int32Array {
  const { offsets, columns, origin } = transpose(csr);
  const reverse = new Int32Array(columns.length);
  for (let j = 0; j < csr.cols; j++) {
    let e = csr.offsets[j];
    for (let at = offsets[j]; at < offsets[j + 1]; at++) {
      while (e < csr.offsets[j + 1] && csr.columns[e] < columns[at]) e++;
      reverse[origin[at]] = e < csr.offsets[j + 1] && csr.columns[e] === columns[at] ? e : -1;
    }
  }
  return reverse;
}

/** The same graph with ascending columns, where parallel edges are one that weighs their sum, and edges of 0 none. */
function simplified(graph: Csr): Csr {
  if (isSimple(graph)) return graph;
  const { rows, cols, offsets, columns, values } = transpose(transpose(graph));
  const starts = new Int32Array(rows + 1);
  let next = 0;
  for (let i = 0; i < rows; i++) {
    for (let e = offsets[i]; e < offsets[i + 1]; e++) {
      if (values[e] === 0) continue;
      if (next > starts[i] && columns[next - 1] === columns[e]) values[next - 1] += values[e];
      else {
        columns[next] = columns[e];
        values[next++] = values[e];
      }
    }
    starts[i + 1] = next;
  }
  return { rows, cols, offsets: starts, columns: columns.slice(0, next), values: values.slice(0, next) };
}

function isSimple({ rows, offsets, columns, values }: Csr): boolean {
  for (let i = 0; i < rows; i++)
    for (let e = offsets[i]; e < offsets[i + 1]; e++)
      if (values[e] === 0 || (e > offsets[i] && columns[e] <= columns[e - 1])) return false;
  return true;
}
