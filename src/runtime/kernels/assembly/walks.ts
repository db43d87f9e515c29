/** Walks that are taken side by side, so that the memory that one waits for does not hold up the others. */
const LANES: i32 = 16;

/** What a lane is at, as offsets of its record: its random numbers' state, then … */
const PREVIOUS: usize = 16;
const CURRENT: usize = 20;
const FROM: usize = 24;
const DEGREE: usize = 28;
/** Where the next node goes, and where the walk ends; equal when the lane has nothing left to do. */
const NEXT: usize = 32;
const END: usize = 36;
const CANDIDATE: usize = 40;
const CHANCE: usize = 44;
/** Bytes of a record. */
const RECORD: usize = 48;

/** 32 random bits of a lane: sfc32, as `Random` in src/base. */
// @ts-ignore: decorator
@inline
function bits(lane: usize): u32 {
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
function scatter(x: u32): u32 {
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

/** Whether `row`'s ascending columns contain `column`. */
// @ts-ignore: decorator
@inline
function contains(sorted: usize, nodes: usize, row: i32, column: i32): bool {
  const node = nodes + ((<usize>row) << 3);
  let low = sorted + ((<usize>load<i32>(node)) << 2);
  let count = load<i32>(node, 4);
  while (count > 1) {
    const half = count >> 1;
    const middle = low + ((<usize>half) << 2);
    low = select<usize>(middle, low, load<i32>(middle) <= column);
    count -= half;
  }
  return count == 1 && load<i32>(low) == column;
}

/**
 * Walks `first … end − 1`, as `randomWalksPlain` takes them: walk w starts at node w mod `nodeCount`.
 *
 * @param seed of all walks; each has a stream of its own
 * @param nodes i32 [nodeCount, 2]: where a node's entries begin, and how many it has (0 when none has a weight)
 * @param entries with weights: [entries] × (f32 chance to stay, i32 column, i32 column otherwise, unused); without: i32 [entries] columns
 * @param sorted i32 [entries], columns ascending within each node; 0 when no step can lead to a neighbour of the last node
 * @param back, near, far: 1/p, 1 and 1/q over the largest of them
 * @param out i32 [end − first, length], −1 on entry
 * @param lanes scratch, 16 × 48 bytes
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
  sorted: usize,
  secondOrder: i32,
  back: f32,
  near: f32,
  far: f32,
  out: usize,
  lanes: usize,
): void {
  const surely = min<f32>(near, far);
  const never = max<f32>(near, far);
  let next = first;
  let busy = 0;
  for (let l = 0; l < LANES; l++) {
    const lane = lanes + <usize>l * RECORD;
    store<i32>(lane, 0, NEXT);
    store<i32>(lane, 0, END);
    store<i32>(lane, 0, CURRENT);
    // A lane without a walk looks at the first node, which costs nothing and does nothing.
    store<i32>(lane, 0, FROM);
    store<i32>(lane, 0, DEGREE);
  }
  do {
    // Lanes whose walk has ended take the next one.
    for (let l = 0; l < LANES; l++) {
      const lane = lanes + <usize>l * RECORD;
      while (load<i32>(lane, NEXT) == load<i32>(lane, END) && next < end) {
        const node = next % nodeCount;
        const at = (next - first) * length;
        store<i32>(out + ((<usize>at) << 2), node);
        seedLane(lane, scatter(seed ^ <u32>next));
        store<i32>(lane, -1, PREVIOUS);
        store<i32>(lane, node, CURRENT);
        store<i32>(lane, load<i32>(nodes + ((<usize>node) << 3)), FROM);
        const degree = load<i32>(nodes + ((<usize>node) << 3), 4);
        store<i32>(lane, degree, DEGREE);
        store<i32>(lane, at + 1, NEXT);
        store<i32>(lane, degree > 0 ? at + length : at + 1, END);
        next++;
      }
    }
    // Each draws a candidate: loads that do not wait for each other.
    for (let l = 0; l < LANES; l++) {
      const lane = lanes + <usize>l * RECORD;
      const product = (<u64>bits(lane)) * (<u64>(<u32>load<i32>(lane, DEGREE)));
      const slot = <usize>load<i32>(lane, FROM) + <usize>(product >> 32);
      if (weighted) {
        const entry = entries + (slot << 4);
        const stays = <f32>(<u32>product) * <f32>(1.0 / 4294967296.0) < load<f32>(entry);
        store<i32>(lane, load<i32>(entry + select<usize>(4, 8, stays)), CANDIDATE);
      } else store<i32>(lane, load<i32>(entries + (slot << 2)), CANDIDATE);
      if (secondOrder) store<f32>(lane, <f32>bits(lane) * <f32>(1.0 / 4294967296.0), CHANCE);
    }
    // Each takes its candidate or tries again.
    busy = 0;
    for (let l = 0; l < LANES; l++) {
      const lane = lanes + <usize>l * RECORD;
      const at = load<i32>(lane, NEXT);
      if (at == load<i32>(lane, END)) continue;
      busy++;
      const candidate = load<i32>(lane, CANDIDATE);
      const previous = load<i32>(lane, PREVIOUS);
      if (secondOrder && previous >= 0) {
        const chance = load<f32>(lane, CHANCE);
        if (candidate == previous) {
          if (chance >= back) continue;
        } else if (chance >= surely) {
          if (chance >= never) continue;
          if (chance >= (sorted && contains(sorted, nodes, previous, candidate) ? near : far)) continue;
        }
      }
      store<i32>(lane, load<i32>(lane, CURRENT), PREVIOUS);
      store<i32>(lane, candidate, CURRENT);
      store<i32>(out + ((<usize>at) << 2), candidate);
      store<i32>(lane, at + 1, NEXT);
    }
    for (let l = 0; l < LANES; l++) {
      const lane = lanes + <usize>l * RECORD;
      const node = nodes + ((<usize>load<i32>(lane, CURRENT)) << 3);
      const degree = load<i32>(node, 4);
      store<i32>(lane, load<i32>(node), FROM);
      store<i32>(lane, degree, DEGREE);
      if (degree == 0) store<i32>(lane, load<i32>(lane, NEXT), END);
    }
  } while (busy > 0 || next < end);
}
