import type { InteractionGraph } from '../interactions';

/** The place of each node among the targets, -1 for all others; [N]. */
export function placesOf(graph: InteractionGraph, targets: Int32Array): Int32Array {
  const places = new Int32Array(graph.nodeCount).fill(-1);
  targets.forEach((node, m) => {
    places[node] = m;
  });
  return places;
}
