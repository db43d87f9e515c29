import {
  arrive,
  begin,
  bits,
  CURRENT,
  clearLanes,
  DEGREE,
  END,
  FROM,
  isIdle,
  LANES,
  laneAt,
  NEXT,
  OWN,
} from './walkers';

/** The last node, −1 at the start. */
const PREVIOUS: usize = OWN;
const CANDIDATE: usize = OWN + 4;
/** Below it a lane's chance is a proposal to return. */
const RETURNS: usize = OWN + 8;
/** Whether the filter lets the candidate be a neighbour of the last node. */
const MAYBE: usize = OWN + 12;
const CHANCE: usize = OWN + 16;

/** The word of the Bloom filter that tells of an edge. */
// @ts-ignore: decorator
@inline
function wordOf(key: u64, filter: usize, words: u32): usize {
  return filter + ((<usize>(((key >> 32) * <u64>words) >> 32)) << 3);
}

// @ts-ignore: decorator
@inline
function maskOf(key: u64): u64 {
  return ((<u64>1) << (key & 63)) | ((<u64>1) << ((key >> 6) & 63)) | ((<u64>1) << ((key >> 12) & 63));
}

// @ts-ignore: decorator
@inline
function keyOf(from: i32, to: i32): u64 {
  const key = ((<u64>(<u32>from)) * 0x9e3779b97f4a7c15) ^ ((<u64>(<u32>to)) * 0xc2b2ae3d27d4eb4f);
  return (key ^ (key >> 29)) * 0xbf58476d1ce4e5b9;
}

/**
 * A Bloom filter of all edges in which each has one word (Putze, Sanders and Singler, 2007).
 *
 * @param filter u64 [words], 0 on entry
 */
export function filterEdges(
  nodeCount: i32,
  nodes: usize,
  entries: usize,
  weighted: i32,
  filter: usize,
  words: i32,
): void {
  const stride: usize = weighted ? 16 : 4;
  const first = entries + (weighted ? 4 : 0);
  for (let i = 0; i < nodeCount; i++) {
    const node = nodes + ((<usize>i) << 3);
    let at = first + <usize>load<i32>(node) * stride;
    for (let e = 0; e < load<i32>(node, 4); e++) {
      const key = keyOf(i, load<i32>(at));
      const word = wordOf(key, filter, words);
      store<u64>(word, load<u64>(word) | maskOf(key));
      at += stride;
    }
  }
}

/** Where `row`'s entry for `column` is; 0 when it has none. */
function find(entries: usize, weighted: i32, from: i32, count: i32, column: i32): usize {
  const shift: usize = weighted ? 4 : 2;
  const first = entries + (weighted ? 4 : 0);
  let low: usize = first + ((<usize>from) << shift);
  if (count == 0) return 0;
  while (count > 1) {
    const half = count >> 1;
    const middle = low + ((<usize>half) << shift);
    low = select<usize>(middle, low, load<i32>(middle) <= column);
    count -= half;
  }
  return load<i32>(low) == column ? low : 0;
}

/**
 * Second-order walks `first … end − 1`, as `takePlain` takes them: walk w starts at node w mod `nodeCount`.
 *
 * @param seed of all walks; each has a stream of its own
 * @param nodes i32 [nodeCount, 2]: where a node's entries begin, and how many it has (0 when none has a weight)
 * @param entries with weights: [entries] × (f32 chance to stay, i32 column, i32 column otherwise, f32 chance of return); without: i32 [entries] columns; columns ascend within each node
 * @param filter of `filterEdges`, u64 [words]; 0 when no step can lead to a neighbour of the last node
 * @param returns f32 [nodeCount]: a node's largest chance of return; 0 without returns
 * @param back, near, far: chances to take a candidate
 * @param out i32 [end − first, length], −1 on entry
 * @param lanes scratch, 16 × 64 bytes
 */
export function biasedWalks(
  first: i32,
  end: i32,
  seed: u32,
  nodeCount: i32,
  length: i32,
  nodes: usize,
  entries: usize,
  weighted: i32,
  filter: usize,
  words: i32,
  returns: usize,
  back: f64,
  near: f64,
  far: f64,
  out: usize,
  lanes: usize,
): void {
  const surely = filter ? min<f64>(near, far) : far;
  const perhaps = filter ? max<f64>(near, far) : far;
  const nearMore = near > far;
  let next = first;
  let busy = 0;
  clearLanes(lanes);
  do {
    // Lanes whose walk has ended take the next one.
    for (let l = 0; l < LANES; l++) {
      const lane = laneAt(lanes, l);
      while (isIdle(lane) && next < end) {
        begin(lane, next, seed, nodeCount, length, nodes, out, (next - first) * length);
        store<i32>(lane, -1, PREVIOUS);
        next++;
      }
    }
    // Each draws a candidate: loads that do not wait for each other.
    for (let l = 0; l < LANES; l++) {
      const lane = laneAt(lanes, l);
      const product = (<u64>bits(lane)) * (<u64>(<u32>load<i32>(lane, DEGREE)));
      const slot = <usize>load<i32>(lane, FROM) + <usize>(product >> 32);
      if (weighted) {
        const entry = entries + (slot << 4);
        const stays = <f32>(<u32>product) * <f32>(1.0 / 4294967296.0) < load<f32>(entry);
        store<i32>(lane, load<i32>(entry + select<usize>(4, 8, stays)), CANDIDATE);
      } else store<i32>(lane, load<i32>(entries + (slot << 2)), CANDIDATE);
      store<f64>(lane, <f64>bits(lane) * (1.0 / 4294967296.0), CHANCE);
    }
    if (filter)
      for (let l = 0; l < LANES; l++) {
        const lane = laneAt(lanes, l);
        const key = keyOf(load<i32>(lane, PREVIOUS), load<i32>(lane, CANDIDATE));
        const mask = maskOf(key);
        store<i32>(lane, i32((load<u64>(wordOf(key, filter, words)) & mask) == mask), MAYBE);
      }
    // Each takes its candidate or tries again.
    busy = 0;
    for (let l = 0; l < LANES; l++) {
      const lane = laneAt(lanes, l);
      const at = load<i32>(lane, NEXT);
      if (at == load<i32>(lane, END)) continue;
      busy++;
      let candidate = load<i32>(lane, CANDIDATE);
      const previous = load<i32>(lane, PREVIOUS);
      if (previous >= 0) {
        const most = <f64>load<f32>(lane, RETURNS);
        const chance = load<f64>(lane, CHANCE);
        if (chance < most) {
          const entry = find(entries, weighted, load<i32>(lane, FROM), load<i32>(lane, DEGREE), previous);
          if (entry == 0 || (weighted && chance >= <f64>load<f32>(entry, 8))) continue;
          candidate = previous;
        } else {
          const rest = chance - most;
          const room = 1 - most;
          if (candidate == previous) {
            if (rest >= room * back) continue;
          } else if (rest >= room * surely) {
            if (rest >= room * perhaps) continue;
            let isNear = false;
            if (load<i32>(lane, MAYBE)) {
              const node = nodes + ((<usize>previous) << 3);
              isNear = find(entries, weighted, load<i32>(node), load<i32>(node, 4), candidate) != 0;
            }
            if (isNear != nearMore) continue;
          }
        }
      }
      store<i32>(lane, load<i32>(lane, CURRENT), PREVIOUS);
      store<i32>(lane, candidate, CURRENT);
      store<i32>(out + ((<usize>at) << 2), candidate);
      store<i32>(lane, at + 1, NEXT);
    }
    for (let l = 0; l < LANES; l++) {
      const lane = laneAt(lanes, l);
      arrive(lane, nodes);
      if (returns) store<f32>(lane, load<f32>(returns + ((<usize>load<i32>(lane, CURRENT)) << 2)), RETURNS);
    }
  } while (busy > 0 || next < end);
}
