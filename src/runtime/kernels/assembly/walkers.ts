/**
 * Walks that a thread takes side by side, each in a lane of its own, so that the memory that one waits for does not
 * hold up the others.
 */
export const LANES: i32 = 16;

/** What a lane is at, as offsets of its record: its random numbers' state, then … */
export const CURRENT: usize = 16;
/** The current node's first entry, and how many it has. */
export const FROM: usize = 20;
export const DEGREE: usize = 24;
/** Where the next node goes, and where the walk ends; equal when the lane has nothing left to do. */
export const NEXT: usize = 28;
export const END: usize = 32;
/** The rest of a record is the kernel's own. */
export const OWN: usize = 36;
/** Bytes of a record. */
export const RECORD: usize = 64;

// @ts-ignore: decorator
@inline
export function laneAt(lanes: usize, l: i32): usize {
  return lanes + <usize>l * RECORD;
}

/** 32 random bits of a lane: sfc32, as `Random` in src/base. */
// @ts-ignore: decorator
@inline
export function bits(lane: usize): u32 {
  const b = load<u32>(lane, 4);
  const c = load<u32>(lane, 8);
  const d = load<u32>(lane, 12);
  const t = load<u32>(lane) + b + d;
  store<u32>(lane, b ^ (b >> 9));
  store<u32>(lane, c + (c << 3), 4);
  store<u32>(lane, rotl<u32>(c, 21) + t, 8);
  store<u32>(lane, d + 1, 12);
  return t;
}

// @ts-ignore: decorator
@inline
export function scatter(x: u32): u32 {
  x = (x ^ (x >> 16)) * 0x21f0aaad;
  x = (x ^ (x >> 15)) * 0x735a2d97;
  return x ^ (x >> 15);
}

/** Seeds a lane as `new Random(seed)` does. */
function seedLane(lane: usize, seed: u32): void {
  for (let i: usize = 0; i < 16; i += 4) {
    seed += 0x9e3779b9;
    store<u32>(lane + i, scatter(seed));
  }
  for (let i = 0; i < 12; i++) bits(lane);
}

/** Lanes without a walk, which look at the first node: that costs nothing and does nothing. */
export function clearLanes(lanes: usize): void {
  memory.fill(lanes, 0, LANES * RECORD);
}

/** Whether a lane's walk has ended. */
// @ts-ignore: decorator
@inline
export function isIdle(lane: usize): bool {
  return load<i32>(lane, NEXT) == load<i32>(lane, END);
}

/** Begins walk `walk`, whose nodes go to `out` + 4 · `at`. */
export function begin(
  lane: usize,
  walk: i32,
  seed: u32,
  nodeCount: i32,
  length: i32,
  nodes: usize,
  out: usize,
  at: i32,
): void {
  const node = walk % nodeCount;
  store<i32>(out + ((<usize>at) << 2), node);
  seedLane(lane, scatter(seed ^ <u32>walk));
  store<i32>(lane, node, CURRENT);
  store<i32>(lane, at + 1, NEXT);
  store<i32>(lane, at + length, END);
  arrive(lane, nodes);
}

/** Looks up the entries of a lane's current node; where there are none, the walk ends. */
// @ts-ignore: decorator
@inline
export function arrive(lane: usize, nodes: usize): void {
  const node = nodes + ((<usize>load<i32>(lane, CURRENT)) << 3);
  const degree = load<i32>(node, 4);
  store<i32>(lane, load<i32>(node), FROM);
  store<i32>(lane, degree, DEGREE);
  if (degree == 0) store<i32>(lane, load<i32>(lane, NEXT), END);
}
