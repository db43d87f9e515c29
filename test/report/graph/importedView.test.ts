import assert from 'node:assert/strict';
import { MultiGraph } from 'graphology';
import { importedView } from '../../../src/report/graph/importedView';

describe('a view of a graph from elsewhere', () => {
  const source = new MultiGraph();
  source.addNode('a', { kind: 'customer', id: '17', label: 'Ann' });
  source.addNode('b', { label: 'tea' });
  source.addNode('c', { kind: 7, label: '' });
  source.addNode('d');
  source.addDirectedEdge('a', 'b', { weight: 2, count: 3 });
  source.addDirectedEdge('b', 'a', { weight: 5 });
  source.addUndirectedEdge('a', 'b', { weight: 1, count: 9 });
  source.addUndirectedEdge('b', 'c', { weight: -1, count: Number.NaN });
  source.addUndirectedEdge('c', 'c', { weight: 8 });
  const { graph, names } = importedView(source, 0);

  it('has the heaviest of several edges, no loops, and 1 where a weight or count is missing or none', () => {
    assert.deepEqual(
      graph.mapEdges((_edge, { weight, count }, from, to) => [from, to, weight, count]),
      [
        ['a', 'b', 5, 1],
        ['b', 'c', 1, 1],
      ],
    );
  });

  it('has nodes of either kind, named as well as they can be', () => {
    assert.deepEqual(
      graph.mapNodes((node, { kind, index, degree }) => [node, kind, degree, names[index]]),
      [
        ['a', 'customer', 1, { id: '17', name: 'Ann' }],
        ['b', 'item', 2, { id: 'b', name: 'tea' }],
        ['c', 'item', 1, { id: 'c', name: 'c' }],
        ['d', 'item', 0, { id: 'd', name: 'd' }],
      ],
    );
  });

  it('has communities', () => {
    const of = (node: string) => graph.getNodeAttribute(node, 'community');
    assert.equal(of('a'), of('b'));
    assert.notEqual(of('a'), of('d'));
  });
});
