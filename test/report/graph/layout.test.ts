import assert from 'node:assert/strict';
import { UndirectedGraph } from 'graphology';
import { forceLayout } from '../../../src/report/graph/layout';
import type { ViewGraph } from '../../../src/report/graph/viewGraph';

/** Groups of nodes, each a ring with a chord, none tied to another. */
function rings(count: number, size: number): ViewGraph {
  const graph: ViewGraph = new UndirectedGraph();
  for (let ring = 0; ring < count; ring++) {
    for (let i = 0; i < size; i++)
      graph.addNode(`${ring}/${i}`, { kind: 'item', index: ring * size + i, degree: 1, community: ring });
    for (let i = 0; i < size; i++)
      graph.mergeEdge(`${ring}/${i}`, `${ring}/${(i + 1) % size}`, { weight: 1, count: 1 });
  }
  return graph;
}

const distance = ([a, b]: readonly [number, number], [c, d]: readonly [number, number]) => Math.hypot(a - c, b - d);

describe('forceLayout', () => {
  it('is the same each time', async () => {
    assert.deepEqual(await forceLayout(rings(4, 7)), await forceLayout(rings(4, 7)));
  });

  it('keeps tied nodes near, and parts that no tie joins within sight of each other', async () => {
    const places = await forceLayout(rings(6, 6));
    const near = distance(places.get('0/0')!, places.get('0/1')!);
    const all = [...places.values()];
    const far = Math.max(...all.map((place) => distance(place, all[0])));
    assert.ok(far > 2 * near, `${near} and ${far}`);
    assert.ok(far < 40 * near, `${near} and ${far}`);
  });

  it('tells how far it is, of fewer steps the larger the graph', async () => {
    const steps = async (graph: ViewGraph) => {
      const told: [number, number][] = [];
      await forceLayout(graph, (done, total) => told.push([done, total]));
      assert.ok(told.every(([done, total], i) => done === i + 1 && done <= total));
      return told[0][1];
    };
    assert.ok((await steps(rings(2, 5))) > (await steps(rings(100, 25))));
  });

  it('places a single node', async () => {
    const [place] = (await forceLayout(rings(1, 1))).values();
    assert.ok(place.every(Number.isFinite));
  });
});
