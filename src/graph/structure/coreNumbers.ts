import type { Csr } from '../../base/csr';

/**
 * The core number of each node, [N]: the largest k for which they are in a part of the graph where everybody has k
 * neighbours in that part. Nodes leave in order of the neighbours that they have left (Batagelj and Zaveršnik, 2003):
 * O(nodes + edges).
 * @param adjacency symmetric, without parallel edges; weights are not read
 */
export function coreNumbers({ rows, offsets, columns }: Csr): Int32Array {
  const core = new Int32Array(rows);
  for (let i = 0; i < rows; i++) core[i] = offsets[i + 1] - offsets[i];
  const most = core.reduce((a, b) => Math.max(a, b), 0);
  // Nodes by what they have left; those with d neighbours begin at starts[d].
  const starts = new Int32Array(most + 2);
  for (const degree of core) starts[degree + 1]++;
  for (let d = 0; d <= most; d++) starts[d + 1] += starts[d];
  const order = new Int32Array(rows);
  const place = new Int32Array(rows);
  const next = starts.slice();
  for (let i = 0; i < rows; i++) {
    place[i] = next[core[i]]++;
    order[place[i]] = i;
  }
  for (const node of order)
    for (let e = offsets[node]; e < offsets[node + 1]; e++) {
      const other = columns[e];
      if (core[other] <= core[node]) continue;
      // The first of its bucket takes its place, and the bucket begins one later.
      const first = order[starts[core[other]]];
      order[place[other]] = first;
      place[first] = place[other];
      place[other] = starts[core[other]]++;
      order[place[other]] = other;
      core[other]--;
    }
  return core;
}
