import {
  arrive,
  bits,
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
  SLOT,
} from './walkers';

/** The last node, −1 at the start. */
const PREVIOUS: usize = OWN;
const CANDIDATE: usize = OWN + FIELD;
/** A random number, 0 … 1; below the share of return proposals it proposes to step straight back. */
const UNIFORM: usize = OWN + 2 * FIELD;
const RETURNS: usize = OWN + 3 * FIELD;
/** Hash of the edge from the last node to the candidate. */
const KEY: usize = OWN + 4 * FIELD;
/** −1 where the candidate is taken. */
const TAKEN: usize = OWN + 5 * FIELD;
/** The entry of the last step. */
const LAST: usize = OWN + 6 * FIELD;

/** Hash of an edge. */
// @ts-ignore: decorator
@inline
function hash(from: v128, to: v128): v128 {
  const both = v128.xor(i32x4.mul(from, i32x4.splat(0x9e3779b1)), i32x4.mul(to, i32x4.splat(0x85ebca77)));
  return i32x4.mul(v128.xor(both, i32x4.shr_u(both, 15)), i32x4.splat(0xc2b2ae3d));
}

/** The word of the filter that tells of an edge. */
// @ts-ignore: decorator
@inline
function wordOf(key: u32, filter: usize, words: u32): usize {
  return filter + ((<usize>((<u64>key * <u64>words) >> 32)) << 3);
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
  others: usize,
  filter: usize,
  words: i32,
): void {
  const shift: usize = others ? 3 : 2;
  const columns = entries + (others ? 4 : 0);
  for (let i = 0; i < nodeCount; i++) {
    const node = nodes + ((<usize>i) << 3);
    const first = load<i32>(node);
    for (let e = first; e < first + load<i32>(node, 4); e++) {
      const to = load<i32>(columns + ((<usize>e) << shift));
      const key = <u32>i32x4.extract_lane(hash(i32x4.splat(i), i32x4.splat(to)), 0);
      const word = wordOf(key, filter, words);
      const mask = ((<u64>1) << (key & 63)) | ((<u64>1) << ((key >> 6) & 63)) | ((<u64>1) << ((key >> 12) & 63));
      store<u64>(word, load<u64>(word) | mask);
    }
  }
}

/** Whether a node's columns contain `column`. */
function contains(entries: usize, others: usize, from: i32, count: i32, column: i32): bool {
  const shift: usize = others ? 3 : 2;
  const columns = entries + (others ? 4 : 0);
  if (count == 0) return false;
  while (count > 1) {
    const half = count >> 1;
    from += load<i32>(columns + ((<usize>(from + half)) << shift)) <= column ? half : 0;
    count -= half;
  }
  return load<i32>(columns + ((<usize>from) << shift)) == column;
}

/**
 * Second-order walks `first … end − 1`, as `secondOrderPlain` computes them: walk w starts at node w mod `nodeCount`.
 *
 * @param seed of all walks; each has a stream of its own
 * @param nodes i32 [nodeCount, 2]: where a node's entries begin, and how many it has (0 if all weights are 0)
 * @param entries, others as `drawNodes` reads them; columns ascend within each node
 * @param filter of `filterEdges`, u64 [words]; 0 if no step can lead to a neighbour of the last node
 * @param returns [entries] × (f32 probability of a proposal to step back, i32 entry that leads back); 0 if there are none
 * @param maxReturns f32 [nodeCount]: the maximum of these at each node
 * @param back, near, far probabilities of accepting a candidate
 * @param out i32 [end − first, length], −1 on entry
 * @param lanes scratch, 19 fields
 */
export function secondOrderWalks(
  first: i32,
  end: i32,
  seed: u32,
  nodeCount: i32,
  length: i32,
  nodes: usize,
  entries: usize,
  others: usize,
  filter: usize,
  words: i32,
  returns: usize,
  maxReturns: usize,
  back: f32,
  near: f32,
  far: f32,
  out: usize,
  lanes: usize,
): void {
  const surely = filter ? min<f32>(near, far) : far;
  const perhaps = filter ? max<f32>(near, far) : far;
  const nearMore = near > far;
  clearLanes(lanes, first, out);
  memory.fill(lanes + OWN, 0, 7 * FIELD);
  while (refill(lanes, end, seed, nodeCount, length, nodes)) {
    drawSlots(lanes);
    for (let l: usize = 0; l < FIELD; l += 16) {
      const fraction = f32x4.convert_i32x4_s(i32x4.shr_u(bits(lanes + l), 8));
      v128.store(lanes + l, f32x4.mul(fraction, f32x4.splat(1.0 / 16777216.0)), UNIFORM);
    }
    drawNodes(lanes, entries, others, CANDIDATE);
    // Four at a time are decided, except for return proposals and candidates that depend on whether an edge exists.
    let returning: u64 = 0;
    let uncertain: u64 = 0;
    for (let l: usize = 0; l < FIELD; l += 16) {
      const four = lanes + l;
      const previous = v128.load(four, PREVIOUS);
      const candidate = v128.load(four, CANDIDATE);
      const most = v128.load(four, RETURNS);
      const rest = f32x4.sub(v128.load(four, UNIFORM), most);
      const room = f32x4.sub(f32x4.splat(1), most);
      const start = i32x4.lt_s(previous, i32x4.splat(0));
      const idle = i32x4.eq(v128.load(four, NEXT), v128.load(four, END));
      const decidedBefore = v128.or(start, idle);
      const toReturn = v128.andnot(f32x4.lt(rest, f32x4.splat(0)), decidedBefore);
      const isBack = i32x4.eq(candidate, previous);
      const backTaken = f32x4.lt(rest, f32x4.mul(room, f32x4.splat(back)));
      const taken = f32x4.lt(rest, f32x4.mul(room, f32x4.splat(surely)));
      const between = v128.andnot(f32x4.lt(rest, f32x4.mul(room, f32x4.splat(perhaps))), taken);
      const unclear = v128.andnot(between, v128.or(decidedBefore, v128.or(toReturn, isBack)));
      const decided = v128.andnot(v128.bitselect(backTaken, taken, isBack), toReturn);
      v128.store(four, v128.andnot(v128.or(start, decided), idle), TAKEN);
      v128.store(four, hash(previous, candidate), KEY);
      const lane = <u64>(l >> 2);
      returning |= (<u64>i32x4.bitmask(toReturn)) << lane;
      uncertain |= (<u64>i32x4.bitmask(unclear)) << lane;
    }
    while (returning) {
      const lane = lanes + ((<usize>ctz(returning)) << 2);
      returning &= returning - 1;
      const way = returns + ((<usize>load<u32>(lane, LAST)) << 3);
      if (load<f32>(lane, UNIFORM) >= load<f32>(way)) continue;
      store<i32>(lane, load<i32>(way, 4), SLOT);
      store<i32>(lane, load<i32>(lane, PREVIOUS), CANDIDATE);
      store<i32>(lane, -1, TAKEN);
    }
    // An edge that the filter does not contain does not exist; one that it contains is searched for.
    let known: u64 = 0;
    while (uncertain) {
      const l = ctz(uncertain);
      uncertain &= uncertain - 1;
      const lane = lanes + ((<usize>l) << 2);
      const key = load<u32>(lane, KEY);
      const word = load<u64>(wordOf(key, filter, words));
      known |= ((word >> (key & 63)) & (word >> ((key >> 6) & 63)) & (word >> ((key >> 12) & 63)) & 1) << l;
      store<i32>(lane, nearMore ? 0 : -1, TAKEN);
    }
    while (known) {
      const lane = lanes + ((<usize>ctz(known)) << 2);
      known &= known - 1;
      const node = nodes + ((<usize>load<u32>(lane, PREVIOUS)) << 3);
      if (contains(entries, others, load<i32>(node), load<i32>(node, 4), load<i32>(lane, CANDIDATE)))
        store<i32>(lane, nearMore ? -1 : 0, TAKEN);
    }
    for (let l: usize = 0; l < FIELD; l += 16) {
      const four = lanes + l;
      const taken = v128.load(four, TAKEN);
      const current = v128.load(four, CURRENT);
      v128.store(four, v128.bitselect(current, v128.load(four, PREVIOUS), taken), PREVIOUS);
      v128.store(four, v128.bitselect(v128.load(four, CANDIDATE), current, taken), CURRENT);
      v128.store(four, v128.bitselect(v128.load(four, SLOT), v128.load(four, LAST), taken), LAST);
      v128.store(four, i32x4.add(v128.load(four, NEXT), v128.and(taken, i32x4.splat(4))), NEXT);
    }
    arrive(lanes, nodes);
    endClosed(lanes);
    if (maxReturns)
      for (let l: usize = 0; l < FIELD; l += 4)
        store<f32>(lanes + l, load<f32>(maxReturns + ((<usize>load<u32>(lanes + l, CURRENT)) << 2)), RETURNS);
  }
}
