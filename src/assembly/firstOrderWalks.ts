import {
  arrive,
  CURRENT,
  clearLanes,
  drawNodes,
  drawSlots,
  END,
  endClosed,
  FIELD,
  NEXT,
  OWN,
  refill,
} from './walkers';

const CANDIDATE: usize = OWN;

/**
 * First-order walks `first … end − 1`, as `firstOrderPlain` computes them: walk w starts at node w mod `nodeCount`.
 *
 * @param seed of all walks; each has a stream of its own
 * @param nodes i32 [nodeCount, 2]: where a node's entries begin, and how many it has (0 if all weights are 0)
 * @param entries, others as `drawNodes` reads them
 * @param out i32 [end − first, length], −1 on entry
 * @param lanes scratch, 13 fields
 */
export function firstOrderWalks(
  first: i32,
  end: i32,
  seed: u32,
  nodeCount: i32,
  length: i32,
  nodes: usize,
  entries: usize,
  others: usize,
  out: usize,
  lanes: usize,
): void {
  clearLanes(lanes, first, out);
  while (refill(lanes, end, seed, nodeCount, length, nodes)) {
    drawSlots(lanes);
    drawNodes(lanes, entries, others, CANDIDATE);
    for (let l: usize = 0; l < FIELD; l += 16) {
      const four = lanes + l;
      const next = v128.load(four, NEXT);
      const idle = i32x4.eq(next, v128.load(four, END));
      v128.store(four, v128.bitselect(v128.load(four, CURRENT), v128.load(four, CANDIDATE), idle), CURRENT);
      v128.store(four, i32x4.add(next, v128.andnot(i32x4.splat(4), idle)), NEXT);
    }
    arrive(lanes, nodes);
    endClosed(lanes);
  }
}
