import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type Csr, csrOf } from '../src/base/csr';
import { Random } from '../src/base/random';

/**
 * An undirected weighted graph whose degrees follow a power law with exponent 3 (Chung and Lu, 2002), without
 * loops and double edges; hubs lie anywhere. Each edge weighs ½ … 1½ and stands in both its rows, so there are
 * 2 · edges entries; columns ascend within a row.
 */
export function powerLawGraph(nodes: number, edges: number, seed: number): Csr {
  const random = Random.of(seed, 'power-law graph');
  const names = random.shuffle(Int32Array.from({ length: nodes }, (_, i) => i));
  // Node i, counted from the greatest hub, is drawn with probability ∝ i^−½.
  const draw = () => names[Math.floor(nodes * random.next() ** 2)];
  const edgeKeys = new Set<number>();
  while (edgeKeys.size < edges) {
    const [a, b] = [draw(), draw()];
    if (a !== b) edgeKeys.add(Math.min(a, b) * nodes + Math.max(a, b));
  }
  const keys = Float64Array.from(edgeKeys).sort();
  const lower = Int32Array.from(keys, (key) => key / nodes);
  const upper = Int32Array.from(keys, (key) => key % nodes);
  const weights = Float32Array.from(keys, () => 0.5 + random.next());
  // What a row has from lower nodes comes before what it has from higher ones, each in ascending order.
  return csrOf(join(upper, lower), join(lower, upper), join(weights, weights), nodes, nodes);
}

function join<A extends Int32Array | Float32Array>(a: A, b: A): A {
  const both = new (a.constructor as new (length: number) => A)(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}

/** Writes offsets and columns as int32 and values as float32, which Python reads too. */
export function writeGraph(graph: Csr, folder: string): void {
  for (const name of ['offsets', 'columns', 'values'] as const) writeFileSync(path.join(folder, name), graph[name]);
}

export function readGraph(folder: string): Csr {
  const read = (name: string) => new Uint8Array(readFileSync(path.join(folder, name))).buffer;
  const offsets = new Int32Array(read('offsets'));
  const columns = new Int32Array(read('columns'));
  const rows = offsets.length - 1;
  return { rows, cols: rows, offsets, columns, values: new Float32Array(read('values')) };
}
