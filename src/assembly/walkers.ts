/**
 * Walks that a thread computes side by side, each in a lane of its own, so that one that waits for memory does not hold
 * up the others, and four lanes share an instruction where possible. The lanes' state lies field by field,
 * [fields, LANES] of 4 bytes each.
 */
/** At most 64, so that a word has a bit for each. */
export const LANES: i32 = 64;
/** Bytes of a field. */
export const FIELD: usize = 4 * LANES;

/** The random numbers' states are the first four fields. */
const B: usize = FIELD;
const C: usize = 2 * FIELD;
const D: usize = 3 * FIELD;
export const CURRENT: usize = 4 * FIELD;
/** The current node's first entry, and its number of entries. */
export const FROM: usize = 5 * FIELD;
export const DEGREE: usize = 6 * FIELD;
/** Address of the next node, and where the walk ends; equal when the lane has nothing left to do. */
export const NEXT: usize = 7 * FIELD;
export const END: usize = 8 * FIELD;
/** The entry drawn, and where in it the draw fell, 0 … 1. */
export const SLOT: usize = 9 * FIELD;
export const WITHIN: usize = 10 * FIELD;
/** Where lanes without a walk write. */
const NOWHERE: usize = 11 * FIELD;
/** The other fields are the kernel's; the first of them is −1 where a walk begins. */
export const OWN: usize = 12 * FIELD;

/** 32 random bits for each of the four lanes at `four`: sfc32, as `Random` in src/base. */
// @ts-ignore: decorator
@inline
export function bits(four: usize): v128 {
  const b = v128.load(four, B);
  const c = v128.load(four, C);
  const d = v128.load(four, D);
  const t = i32x4.add(i32x4.add(v128.load(four), b), d);
  v128.store(four, v128.xor(b, i32x4.shr_u(b, 9)));
  v128.store(four, i32x4.add(c, i32x4.shl(c, 3)), B);
  v128.store(four, i32x4.add(v128.or(i32x4.shl(c, 21), i32x4.shr_u(c, 11)), t), C);
  v128.store(four, i32x4.add(d, i32x4.splat(1)), D);
  return t;
}

// @ts-ignore: decorator
@inline
function scatter(x: u32): u32 {
  x = (x ^ (x >> 16)) * 0x21f0aaad;
  x = (x ^ (x >> 15)) * 0x735a2d97;
  return x ^ (x >> 15);
}

/** Seeds a lane as `new Random(seed)` does. */
function seedLane(lane: usize, seed: u32): void {
  let a = scatter((seed += 0x9e3779b9));
  let b = scatter((seed += 0x9e3779b9));
  let c = scatter((seed += 0x9e3779b9));
  let d = scatter((seed += 0x9e3779b9));
  for (let i = 0; i < 12; i++) {
    const t = a + b + d++;
    a = b ^ (b >> 9);
    b = c + (c << 3);
    c = rotl<u32>(c, 21) + t;
  }
  store<u32>(lane, a);
  store<u32>(lane, b, B);
  store<u32>(lane, c, C);
  store<u32>(lane, d, D);
}

/** The next walk that no lane has begun, and where its nodes go. */
let nextWalk: i32 = 0;
let nextPlace: usize = 0;

/** Lanes without a walk, which look at the first node; the first to be begun is walk `first`, whose nodes go to `out`. */
export function clearLanes(lanes: usize, first: i32, out: usize): void {
  nextWalk = first;
  nextPlace = out;
  memory.fill(lanes, 0, OWN);
  for (let l: usize = 0; l < FIELD; l += 4) {
    store<u32>(lanes + l, <u32>(lanes + NOWHERE) + 4, NEXT);
    store<u32>(lanes + l, <u32>(lanes + NOWHERE) + 4, END);
  }
}

/** Whether any lane's walk has ended. */
// @ts-ignore: decorator
@inline
function anyIdle(lanes: usize): bool {
  let idle = i32x4.splat(0);
  for (let l: usize = 0; l < FIELD; l += 16)
    idle = v128.or(idle, i32x4.eq(v128.load(lanes + l, NEXT), v128.load(lanes + l, END)));
  return v128.any_true(idle);
}

// @ts-ignore: decorator
@inline
export function isIdle(lane: usize): bool {
  return load<u32>(lane, NEXT) == load<u32>(lane, END);
}

/** Begins walk `walk`, whose nodes go to `at`. */
function begin(lane: usize, walk: i32, seed: u32, nodeCount: i32, length: i32, nodes: usize, at: usize): void {
  const node = walk % nodeCount;
  store<i32>(at, node);
  store<i32>(lane, -1, OWN);
  seedLane(lane, scatter(seed ^ <u32>walk));
  store<i32>(lane, node, CURRENT);
  store<u32>(lane, <u32>at + 4, NEXT);
  store<u32>(lane, <u32>at + ((<u32>length) << 2), END);
  const record = nodes + ((<usize>node) << 3);
  store<i32>(lane, load<i32>(record), FROM);
  store<i32>(lane, load<i32>(record, 4), DEGREE);
  if (load<i32>(record, 4) == 0) store<u32>(lane, <u32>at + 4, END);
}

/** Gives lanes whose walk has ended the next ones before walk `end`; returns whether any lane walks. */
// @ts-ignore: decorator
@inline
export function refill(lanes: usize, end: i32, seed: u32, nodeCount: i32, length: i32, nodes: usize): bool {
  if (!anyIdle(lanes)) return true;
  let busy = false;
  for (let l: usize = 0; l < FIELD; l += 4) {
    const lane = lanes + l;
    while (isIdle(lane) && nextWalk < end) {
      begin(lane, nextWalk, seed, nodeCount, length, nodes, nextPlace);
      nextPlace += (<usize>length) << 2;
      nextWalk++;
    }
    if (!isIdle(lane)) busy = true;
  }
  return busy;
}

/** Draws an entry of each lane's node; one random number gives the entry and where in it the draw fell. */
// @ts-ignore: decorator
@inline
export function drawSlots(lanes: usize): void {
  for (let l: usize = 0; l < FIELD; l += 16) {
    const four = lanes + l;
    const random = bits(four);
    const degree = v128.load(four, DEGREE);
    const low = i64x2.extmul_low_i32x4_u(random, degree);
    const high = i64x2.extmul_high_i32x4_u(random, degree);
    v128.store(four, i32x4.add(v128.load(four, FROM), v128.shuffle<i32>(low, high, 1, 3, 5, 7)), SLOT);
    const within = f32x4.convert_i32x4_u(v128.shuffle<i32>(low, high, 0, 2, 4, 6));
    v128.store(four, f32x4.mul(within, f32x4.splat(1.0 / 4294967296.0)), WITHIN);
  }
}

/** Stores the lanes' current nodes and looks up their entries. */
// @ts-ignore: decorator
@inline
export function arrive(lanes: usize, nodes: usize): void {
  for (let l: usize = 0; l < FIELD; l += 4) {
    const lane = lanes + l;
    const node = load<i32>(lane, CURRENT);
    store<i32>(<usize>load<u32>(lane, NEXT) - 4, node);
    const record = nodes + ((<usize>node) << 3);
    store<i32>(lane, load<i32>(record), FROM);
    store<i32>(lane, load<i32>(record, 4), DEGREE);
  }
}

/** Ends the walks whose node has no entries. */
// @ts-ignore: decorator
@inline
export function endClosed(lanes: usize): void {
  for (let l: usize = 0; l < FIELD; l += 16) {
    const four = lanes + l;
    const closed = i32x4.eq(v128.load(four, DEGREE), i32x4.splat(0));
    v128.store(four, v128.bitselect(v128.load(four, NEXT), v128.load(four, END), closed), END);
  }
}

/**
 * Puts the node of each lane's entry at `target`.
 *
 * @param entries with weights: [entries] × (f32 probability of keeping the entry, i32 column); without: i32 [entries] columns
 * @param others i32 [entries]: alias entries, drawn otherwise; 0 if all weights are equal
 */
// @ts-ignore: decorator
@inline
export function drawNodes(lanes: usize, entries: usize, others: usize, target: usize): void {
  if (others == 0) {
    for (let l: usize = 0; l < FIELD; l += 4)
      store<i32>(lanes + target + l, load<i32>(entries + ((<usize>load<u32>(lanes + l, SLOT)) << 2)));
    return;
  }
  let leaving: u64 = 0;
  for (let l: usize = 0; l < FIELD; l += 16) {
    const four = lanes + l;
    const a = entries + ((<usize>load<u32>(four, SLOT)) << 3);
    const b = entries + ((<usize>load<u32>(four + 4, SLOT)) << 3);
    const c = entries + ((<usize>load<u32>(four + 8, SLOT)) << 3);
    const d = entries + ((<usize>load<u32>(four + 12, SLOT)) << 3);
    const ab = v128.load64_lane(b, v128.load64_zero(a), 1);
    const cd = v128.load64_lane(d, v128.load64_zero(c), 1);
    v128.store(four + target, v128.shuffle<i32>(ab, cd, 1, 3, 5, 7));
    const stays = v128.shuffle<i32>(ab, cd, 0, 2, 4, 6);
    leaving |= (<u64>i32x4.bitmask(f32x4.ge(v128.load(four, WITHIN), stays))) << (<u64>(l >> 2));
  }
  while (leaving) {
    const lane = lanes + ((<usize>ctz(leaving)) << 2);
    const entry = load<u32>(others + ((<usize>load<u32>(lane, SLOT)) << 2));
    store<u32>(lane, entry, SLOT);
    store<i32>(lane + target, load<i32>(entries + ((<usize>entry) << 3), 4));
    leaving &= leaving - 1;
  }
}
