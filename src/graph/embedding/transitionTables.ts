import { type Csr, transpose } from '../../base/csr';
import { InputError } from '../../base/errors';
import { aliasTables } from '../../kernels/aliasTables';
import type { ReturnProposals, SecondOrderTables, TransitionTables } from '../../kernels/walks/types';

const { fround } = Math;

/** Tables that draw the next node by weight alone. */
export function firstOrderTables({ rows, offsets, columns, values }: Csr): TransitionTables {
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

/** Tables of node2vec, for the return parameter p and the in-out parameter q. */
export function secondOrderTables(graph: Csr, p: number, q: number, bipartite: boolean): SecondOrderTables {
  const simple = simplified(graph);
  const hasTriangles = !bipartite && q !== 1;
  const highest = hasTriangles ? Math.max(1, 1 / q) : 1 / q;
  const tables = { ...firstOrderTables(simple), near: fround(1 / highest), far: fround(1 / q / highest), hasTriangles };
  const excess = 1 / p / highest - 1;
  if (excess <= 0) return { ...tables, back: fround(1 + excess) };
  return { ...tables, back: 1, returns: returnProposals(simple, excess) };
}

function returnProposals(graph: Csr, excess: number): ReturnProposals {
  const { rows, offsets, values } = graph;
  const own = new Float32Array(values.length);
  const maxima = new Float32Array(rows);
  for (let i = 0; i < rows; i++) {
    let sum = 0;
    let largest = 0;
    for (let e = offsets[i]; e < offsets[i + 1]; e++) {
      sum += values[e];
      largest = Math.max(largest, values[e]);
    }
    for (let e = offsets[i]; e < offsets[i + 1]; e++) {
      own[e] = (values[e] * excess) / (sum + largest * excess);
      maxima[i] = Math.max(maxima[i], own[e]);
    }
  }
  const entries = reverseOf(graph);
  const probabilities = new Float32Array(values.length);
  for (let e = 0; e < entries.length; e++) if (entries[e] >= 0) probabilities[e] = own[entries[e]];
  return { entries, probabilities, maxima };
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

/** The graph with ascending columns, parallel edges merged into one that weighs their sum, and edges of weight 0 removed. */
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
