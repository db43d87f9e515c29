import type { UndirectedGraph } from 'graphology';
import createLayout from 'ngraph.forcelayout';
import createGraph from 'ngraph.graph';

const STEPS = 800;

/** Places the nodes of a graph in the plane by forces; the same graph always comes out the same. [x, y] by node. */
export function forceLayout(graph: UndirectedGraph): Map<string, [x: number, y: number]> {
  const copy = createGraph();
  graph.forEachNode((node) => {
    copy.addNode(node);
  });
  graph.forEachEdge((_, { weight = 1 }, source, target) => {
    copy.addLink(source, target, weight);
  });
  const layout = createLayout(copy, {
    springLength: 40,
    gravity: -40,
    springCoefficient: 0.5,
    dragCoefficient: 0.9,
    theta: 0.8,
  });
  for (let step = 0; step < STEPS; step++) if (layout.step()) break;
  const places = new Map<string, [number, number]>();
  graph.forEachNode((node) => {
    const { x, y } = layout.getNodePosition(node);
    places.set(node, [x, y]);
  });
  layout.dispose();
  return places;
}
