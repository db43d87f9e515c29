import assert from 'node:assert/strict';
import fc from 'fast-check';
import { UndirectedGraph } from 'graphology';
import { csrOf } from '../../../src/base/csr';
import { clusteringCoefficients } from '../../../src/graph/structure/clustering';
import { communitiesOf } from '../../../src/graph/structure/communities';
import { coreNumbers } from '../../../src/graph/structure/coreNumbers';
import { pageRank } from '../../../src/graph/structure/pageRank';
import { assertClose } from '../../../src/testing/laws';
import fixture from '../../fixtures/structure.json';

function adjacencyOf(nodes: number, edges: readonly number[][]) {
  const both = [...edges, ...edges.map(([i, j, w]) => [j, i, w])];
  return csrOf(
    Int32Array.from(both, ([i]) => i),
    Int32Array.from(both, ([, j]) => j),
    Float32Array.from(both, ([, , w]) => w),
    nodes,
    nodes,
  );
}

describe('structure of a graph', () => {
  const adjacency = adjacencyOf(fixture.nodes, fixture.edges);

  it('core numbers and PageRank are those of networkx', () => {
    assert.deepEqual([...coreNumbers(adjacency)], fixture.coreNumbers);
    const ranks = pageRank(adjacency);
    assertClose(ranks, fixture.pageRank, 1e-7, 'PageRank');
    assert.ok(Math.abs(ranks.reduce((a, b) => a + b) - 1) < 1e-9);
  });

  it('clustering coefficients are those of networkx', () => {
    assertClose(clusteringCoefficients(adjacency), fixture.clustering, 1e-9, 'clustering');
  });

  it('clustering coefficients are the shares of neighbours that are tied', () => {
    const arbitrary = fc.array(fc.tuple(fc.nat(9), fc.nat(9)), { maxLength: 45 });
    fc.assert(
      fc.property(arbitrary, (pairs) => {
        const keys = new Set(pairs.filter(([i, j]) => i < j).map(([i, j]) => i * 10 + j));
        const edges = [...keys].map((key) => [Math.floor(key / 10), key % 10, 1]);
        const areTied = (i: number, j: number) => keys.has(Math.min(i, j) * 10 + Math.max(i, j));
        const expected = Array.from({ length: 10 }, (_, node) => {
          const near = [...Array(10).keys()].filter((other) => other !== node && areTied(node, other));
          const possible = near.flatMap((i, at) => near.slice(at + 1).map((j) => [i, j]));
          return possible.length ? possible.filter(([i, j]) => areTied(i, j)).length / possible.length : 0;
        });
        assertClose(clusteringCoefficients(adjacencyOf(10, edges)), expected, 1e-12, 'clustering');
      }),
    );
  });

  it('core numbers are what is left when those with fewer neighbours are taken away, again and again', () => {
    const arbitrary = fc.array(fc.tuple(fc.nat(11), fc.nat(11)), { maxLength: 40 });
    fc.assert(
      fc.property(arbitrary, (pairs) => {
        const edges = [...new Set(pairs.filter(([i, j]) => i < j).map(([i, j]) => i * 12 + j))].map((key) => [
          Math.floor(key / 12),
          key % 12,
          1,
        ]);
        const found = coreNumbers(adjacencyOf(12, edges));
        const expected = new Array<number>(12).fill(0);
        for (let k = 1; k < 12; k++) {
          const left = new Set(Array.from({ length: 12 }, (_, i) => i));
          const neighbours = (node: number) =>
            edges.filter(([i, j]) => (i === node && left.has(j)) || (j === node && left.has(i))).length;
          for (let gone = true; gone; ) {
            gone = false;
            for (const node of [...left])
              if (neighbours(node) < k) {
                left.delete(node);
                gone = true;
              }
          }
          for (const node of left) expected[node] = k;
        }
        assert.deepEqual([...found], expected);
      }),
      { numRuns: 60 },
    );
  });

  it('communities of cliques that hang by a thread are the cliques, the largest first', () => {
    const graph = new UndirectedGraph();
    const cliques = [3, 6, 4].map((size, c) => Array.from({ length: size }, (_, i) => `${c}/${i}`));
    for (const clique of cliques) {
      for (const node of clique) graph.addNode(node);
      for (const [i, a] of clique.entries()) for (const b of clique.slice(0, i)) graph.addEdge(a, b, { weight: 1 });
    }
    graph.addEdge('0/0', '1/0', { weight: 0.1 });
    graph.addEdge('1/1', '2/0', { weight: 0.1 });
    graph.addNode('alone');
    const found = communitiesOf(graph, 3);
    cliques.forEach((clique, c) => {
      for (const node of clique) assert.equal(found.get(node), [2, 0, 1][c], node);
    });
    assert.equal(found.get('alone'), 3);
    assert.deepEqual(communitiesOf(graph, 3), found);
  });
});
