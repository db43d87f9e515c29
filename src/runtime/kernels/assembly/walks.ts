import {
  arrive,
  begin,
  bits,
  CURRENT,
  clearLanes,
  DEGREE,
  FROM,
  isIdle,
  LANES,
  laneAt,
  NEXT,
  OWN,
} from './walkers';

/** The node that a lane steps to. */
const CANDIDATE: usize = OWN;

/**
 * First-order walks `first … end − 1`, as `stepFreely` takes them: walk w starts at node w mod `nodeCount`.
 *
 * @param seed of all walks; each has a stream of its own
 * @param nodes i32 [nodeCount, 2]: where a node's entries begin, and how many it has (0 when none has a weight)
 * @param entries with weights: [entries] × (f32 chance to stay, i32 column, i32 column otherwise, unused); without: i32 [entries] columns
 * @param out i32 [end − first, length], −1 on entry
 * @param lanes scratch, 16 × 64 bytes
 */
export function randomWalks(
  first: i32,
  end: i32,
  seed: u32,
  nodeCount: i32,
  length: i32,
  nodes: usize,
  entries: usize,
  weighted: i32,
  out: usize,
  lanes: usize,
): void {
  let next = first;
  let busy = 0;
  clearLanes(lanes);
  do {
    // Lanes whose walk has ended take the next one.
    for (let l = 0; l < LANES; l++) {
      const lane = laneAt(lanes, l);
      while (isIdle(lane) && next < end) {
        begin(lane, next, seed, nodeCount, length, nodes, out, (next - first) * length);
        next++;
      }
    }
    // Each draws the next node: loads that do not wait for each other.
    for (let l = 0; l < LANES; l++) {
      const lane = laneAt(lanes, l);
      const product = (<u64>bits(lane)) * (<u64>(<u32>load<i32>(lane, DEGREE)));
      const slot = <usize>load<i32>(lane, FROM) + <usize>(product >> 32);
      if (weighted) {
        const entry = entries + (slot << 4);
        const stays = <f32>(<u32>product) * <f32>(1.0 / 4294967296.0) < load<f32>(entry);
        store<i32>(lane, load<i32>(entry + select<usize>(4, 8, stays)), CANDIDATE);
      } else store<i32>(lane, load<i32>(entries + (slot << 2)), CANDIDATE);
    }
    busy = 0;
    for (let l = 0; l < LANES; l++) {
      const lane = laneAt(lanes, l);
      if (isIdle(lane)) continue;
      busy++;
      const at = load<i32>(lane, NEXT);
      const node = load<i32>(lane, CANDIDATE);
      store<i32>(lane, node, CURRENT);
      store<i32>(out + ((<usize>at) << 2), node);
      store<i32>(lane, at + 1, NEXT);
    }
    for (let l = 0; l < LANES; l++) arrive(laneAt(lanes, l), nodes);
  } while (busy > 0 || next < end);
}
