import {
  arrive,
  bits,
  CURRENT,
  clearLanes,
  DEGREE,
  drawSlots,
  END,
  endClosed,
  FIELD,
  FROM,
  isIdle,
  NEXT,
  OWN,
  refill,
  SLOT,
} from './walkers';

/** The number of the next node's entries that are not earlier than the one drawn. */
const ONWARD: usize = OWN;
const RANDOM: usize = OWN + FIELD;

/** Draws an entry of each lane's node by weight: the first whose cumulative weight exceeds a random share of the total. */
function drawByWeight(lanes: usize, sums: usize): void {
  for (let l: usize = 0; l < FIELD; l += 16) v128.store(lanes + l, bits(lanes + l), RANDOM);
  for (let l: usize = 0; l < FIELD; l += 4) {
    const lane = lanes + l;
    let low = load<i32>(lane, FROM);
    let high = low + load<i32>(lane, DEGREE) - 1;
    if (high > low) {
      const share = load<f64>(sums + ((<usize>high) << 3)) * (<f64>load<u32>(lane, RANDOM) / 4294967296.0);
      while (low < high) {
        const middle = (low + high) >>> 1;
        if (load<f64>(sums + ((<usize>middle) << 3)) > share) high = middle;
        else low = middle + 1;
      }
    }
    store<i32>(lane, low, SLOT);
  }
}

/**
 * Temporal walks `first … end − 1`, as `temporalPlain` computes them: walk w starts at node w mod `nodeCount`.
 *
 * @param seed of all walks; each has a stream of its own
 * @param nodes i32 [nodeCount, 2]: where a node's entries begin, the latest first, and how many it has
 * @param entries [entries] × (i32 column, i32 number of the column's own entries that are not earlier)
 * @param sums f64 [entries]: cumulative weights within each node; 0 if all weights are equal
 * @param out i32 [end − first, length], −1 on entry
 * @param lanes scratch, 14 fields
 */
export function temporalWalks(
  first: i32,
  end: i32,
  seed: u32,
  nodeCount: i32,
  length: i32,
  nodes: usize,
  entries: usize,
  sums: usize,
  out: usize,
  lanes: usize,
): void {
  clearLanes(lanes, first, out);
  while (refill(lanes, end, seed, nodeCount, length, nodes)) {
    if (sums) drawByWeight(lanes, sums);
    else drawSlots(lanes);
    for (let l: usize = 0; l < FIELD; l += 4) {
      const lane = lanes + l;
      if (isIdle(lane)) {
        store<i32>(lane, 0, ONWARD);
        continue;
      }
      const entry = entries + ((<usize>load<u32>(lane, SLOT)) << 3);
      store<i32>(lane, load<i32>(entry), CURRENT);
      store<i32>(lane, load<i32>(entry, 4), ONWARD);
      store<u32>(lane, load<u32>(lane, NEXT) + 4, NEXT);
    }
    arrive(lanes, nodes);
    for (let l: usize = 0; l < FIELD; l += 16) v128.store(lanes + l, v128.load(lanes + l, ONWARD), DEGREE);
    endClosed(lanes);
  }
}
