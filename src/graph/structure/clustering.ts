import type { Csr } from '../../base/csr';

/**
 * The local clustering coefficient of each node (Watts and Strogatz, Nature 1998): the share of the pairs of its neighbours
 * that are tied themselves; 0 for a node of fewer than two neighbours. [N]
 *
 * Each triangle is found once, from its corner of the lowest degree, so that no hub's neighbours are paired with one
 * another: O(edges^1.5).
 * @param adjacency symmetric, without loops or parallel edges; weights are not read
 */
export function clusteringCoefficients({ rows, offsets, columns }: Csr): Float64Array {
  const degree = (i: number) => offsets[i + 1] - offsets[i];
  const isBefore = (i: number, j: number) => degree(i) < degree(j) || (degree(i) === degree(j) && i < j);
  const ends = new Int32Array(rows + 1);
  const later = new Int32Array(columns.length / 2);
  for (let i = 0, size = 0; i < rows; i++) {
    for (let e = offsets[i]; e < offsets[i + 1]; e++) if (isBefore(i, columns[e])) later[size++] = columns[e];
    ends[i + 1] = size;
  }
  const triangles = new Float64Array(rows);
  const markedBy = new Int32Array(rows).fill(-1);
  for (let i = 0; i < rows; i++) {
    for (let a = ends[i]; a < ends[i + 1]; a++) markedBy[later[a]] = i;
    for (let a = ends[i]; a < ends[i + 1]; a++) {
      const j = later[a];
      for (let b = ends[j]; b < ends[j + 1]; b++)
        if (markedBy[later[b]] === i) {
          triangles[i]++;
          triangles[j]++;
          triangles[later[b]]++;
        }
    }
  }
  return triangles.map((count, i) => (degree(i) < 2 ? 0 : (2 * count) / (degree(i) * (degree(i) - 1))));
}
