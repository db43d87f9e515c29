import { setImmediate } from 'node:timers/promises';
import { UndirectedGraph } from 'graphology';
import createLayout, { type Layout } from 'ngraph.forcelayout';
import createGraph, { type Graph } from 'ngraph.graph';
import type { ViewGraph } from './viewGraph';

/** Steps of a small graph; a large one gets fewer, so that the work stays within bounds. */
const STEPS = 800;
const FEWEST_STEPS = 120;
const NODE_STEPS = 1.5e6;
/** How strongly each node is drawn to the middle; without it, parts that no tie joins drift apart for ever. */
const CENTRE_PULL = 0.004;
const SPRING_LENGTH = 40;
/** From each node to the next where communities start, in the unit of `SPRING_LENGTH`. */
const SPACING = 30;
/** Two turns by this angle never meet: seeds of a sunflower, which fill a disc evenly. */
const GOLDEN_ANGLE = Math.PI * (3 - Math.sqrt(5));

type Point = readonly [x: number, y: number];

/**
 * Places the nodes of a graph in the plane by forces, starting from its communities side by side: so a large graph
 * needs few steps to find its shape. The same graph always comes out the same.
 * @param onStep told after each step how many of how many are done
 */
export async function forceLayout(
  graph: ViewGraph,
  onStep: (done: number, total: number) => void = () => {},
): Promise<Map<string, Point>> {
  return relax(graph, await startOf(graph), onStep);
}

/** Each community's nodes on a disc, the discs where the graph of communities has them. */
async function startOf(graph: ViewGraph): Promise<Map<string, Point>> {
  const sizes = new Map<number, number>();
  graph.forEachNode((_, { community }) => sizes.set(community, (sizes.get(community) ?? 0) + 1));
  const start = new Map<string, Point>();
  // Where most nodes are alone, their communities are no easier to place than they are.
  if (sizes.size < 2 || sizes.size > graph.order / 2) return start;
  const centres = await relax(quotient(graph, sizes), new Map());
  const spread = (SPACING / SPRING_LENGTH) * Math.sqrt(graph.order / sizes.size);
  const placed = new Map<number, number>();
  graph.forEachNode((node, { community }) => {
    const [x, y] = centres.get(String(community))!;
    const n = placed.get(community) ?? 0;
    placed.set(community, n + 1);
    const radius = (SPACING / 2) * Math.sqrt(n);
    start.set(node, [
      spread * x + radius * Math.cos(n * GOLDEN_ANGLE),
      spread * y + radius * Math.sin(n * GOLDEN_ANGLE),
    ]);
  });
  return start;
}

/** The graph whose nodes are the communities, tied where any of their members are. */
function quotient(graph: ViewGraph, communities: ReadonlyMap<number, number>): UndirectedGraph {
  const result = new UndirectedGraph();
  for (const community of communities.keys()) result.addNode(community);
  graph.forEachEdge((_edge, _tie, _source, _target, { community: a }, { community: b }) => {
    if (a !== b) result.mergeEdge(a, b);
  });
  return result;
}

async function relax(
  graph: UndirectedGraph,
  start: ReadonlyMap<string, Point>,
  onStep: (done: number, total: number) => void = () => {},
): Promise<Map<string, Point>> {
  const layout = createLayout(copyOf(graph, start), {
    springLength: SPRING_LENGTH,
    gravity: -40,
    springCoefficient: 0.5,
    dragCoefficient: 0.9,
    theta: 1.2,
  });
  pullToCentre(layout);
  const steps = Math.max(FEWEST_STEPS, Math.min(STEPS, Math.round(NODE_STEPS / graph.order)));
  let listened = Date.now();
  for (let step = 0; step < steps; step++) {
    if (layout.step()) break;
    onStep(step + 1, steps);
    if (Date.now() - listened < 100) continue;
    // Signals, such as that of Ctrl+C, are heard only between two turns of the event loop.
    await setImmediate();
    listened = Date.now();
  }
  const places = new Map<string, Point>();
  graph.forEachNode((node) => {
    const { x, y } = layout.getNodePosition(node);
    places.set(node, [x, y]);
  });
  layout.dispose();
  return places;
}

function copyOf(graph: UndirectedGraph, start: ReadonlyMap<string, Point>): Graph {
  const copy = createGraph();
  graph.forEachNode((key) => {
    const node = copy.addNode(key);
    const place = start.get(key);
    if (place) Object.assign(node, { position: { x: place[0], y: place[1] } });
  });
  graph.forEachEdge((_edge, _attributes, source, target) => {
    copy.addLink(source, target);
  });
  return copy;
}

function pullToCentre({ simulator }: Layout<Graph>): void {
  simulator.addForce('centre', () => {
    for (const { pos, force, mass } of simulator.bodies) {
      force.x -= CENTRE_PULL * mass * pos.x;
      force.y -= CENTRE_PULL * mass * pos.y;
    }
  });
}
