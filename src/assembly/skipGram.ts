import { multiplyAdd } from './arithmetic';

/** Makes 32 random bits a number from 0 to 1. */
const UNIT: f32 = 1.0 / 4294967296.0;
/** State of the random numbers: sfc32, the same stream as `Random` in src/base. */
let s0: u32 = 0;
let s1: u32 = 0;
let s2: u32 = 0;
let s3: u32 = 0;

// @ts-ignore: decorator
@inline
function bits(): u32 {
  const t = s0 + s1 + s3;
  s3 += 1;
  s0 = s1 ^ (s1 >> 9);
  s1 = s2 + (s2 << 3);
  s2 = rotl<u32>(s2, 21) + t;
  return t;
}

/** A whole number in [0, n). */
// @ts-ignore: decorator
@inline
function below(n: u32): u32 {
  return <u32>(((<u64>bits()) * (<u64>n)) >> 32);
}

/**
 * A draw from an alias table of n entries (probability of keeping the entry, node to draw otherwise). The upper half of bits · n is
 * the entry, the lower half where in it the draw fell.
 */
// @ts-ignore: decorator
@inline
function draw(table: usize, n: i32): i32 {
  const product = (<u64>bits()) * (<u64>n);
  const slot = <u32>(product >> 32);
  const entry = table + ((<usize>slot) << 3);
  const stays = <f32>(<u32>product) * UNIT < load<f32>(entry);
  return select<i32>(<i32>slot, load<i32>(entry, 4), stays);
}

/** Outputs whose products are worked out together, in registers. */
const GROUP: i32 = 6;

/**
 * Skip-gram with negative sampling over walks `first … end − 1` of `total`, as `plainTrainer` does it.
 *
 * @param state u32 [4], the random stream; written back at the end
 * @param walks i32 [end − first, length], -1 behind the end of a walk
 * @param vectors, contexts f32 [nodes, width]; width is a multiple of 4
 * @param shared 1 to draw negatives once per centre, 0 once per pair
 * @param keep f32 [nodes], probability of keeping a node's occurrences; 0 if all are kept
 * @param negatives [nodes] × (f32, i32): an alias table of the nodes to draw negatives from
 * @param logistic f32 [steps + 1], σ over [−range, range]
 * @param scratch zeros, with outputs = negative + 1 up to a multiple of 6: f32 the learning rate; i32 [length] nodes of
 *   the walk that are kept; i32 [outputs] places of the outputs; f32 [outputs] how far they move; f32 [width] where
 *   outputs that are not there stand; f32 [width] what the input becomes
 */
export function skipGram(
  state: usize,
  walks: usize,
  length: i32,
  first: i32,
  end: i32,
  total: i32,
  vectors: usize,
  contexts: usize,
  width: i32,
  window: i32,
  negative: i32,
  shared: i32,
  learningRate: f64,
  keep: usize,
  negatives: usize,
  nodes: i32,
  logistic: usize,
  steps: i32,
  range: f32,
  scratch: usize,
): void {
  s0 = load<u32>(state);
  s1 = load<u32>(state, 4);
  s2 = load<u32>(state, 8);
  s3 = load<u32>(state, 12);
  const stride: usize = (<usize>width) << 2;
  const most = ((negative + GROUP) / GROUP) * GROUP;
  const walk = scratch + 4;
  const places = walk + ((<usize>length) << 2);
  const factors = places + ((<usize>most) << 2);
  const nowhere = factors + ((<usize>most) << 2);
  const moved = nowhere + stride;
  for (let done = first; done < end; done++) {
    // Kept in memory: otherwise the compiler recomputes it for each pair.
    store<f32>(scratch, <f32>(learningRate * Math.max(0.0001, 1 - <f64>done / <f64>total)));
    const count = subsample(walks + (<usize>((done - first) * length) << 2), length, keep, walk);
    for (let i = 0; i < count; i++) {
      const centre = load<i32>(walk + ((<usize>i) << 2));
      const reach = 1 + <i32>below(window);
      const last = min(count - 1, i + reach);
      let outputs = 0;
      let groups = 0;
      for (let j = max(0, i - reach); j <= last; j++) {
        if (j == i) continue;
        if (!shared || outputs == 0) {
          store<usize>(places, contexts + <usize>centre * stride);
          outputs = 1;
          for (let k = 0; k < negative; k++) {
            const output = draw(negatives, nodes);
            if (output == centre) continue;
            store<usize>(places + ((<usize>outputs) << 2), contexts + <usize>output * stride);
            outputs++;
          }
          groups = (outputs + GROUP - 1) / GROUP;
          for (let k = outputs; k < groups * GROUP; k++) store<usize>(places + ((<usize>k) << 2), nowhere);
        }
        const input = vectors + <usize>load<i32>(walk + ((<usize>j) << 2)) * stride;
        // All products first, so that none waits for the update of another.
        for (let group = 0; group < groups; group++) {
          const at = (<usize>(group * GROUP)) << 2;
          const label: f32 = group == 0 ? 1 : 0;
          products(input, places + at, stride, factors + at, label, load<f32>(scratch), logistic, steps, range);
        }
        for (let k = outputs; k < groups * GROUP; k++) store<f32>(factors + ((<usize>k) << 2), 0);
        for (let group = 0; group < groups; group++) {
          const at = (<usize>(group * GROUP)) << 2;
          const before = group == 0 ? input : moved;
          const after = group == groups - 1 ? input : moved;
          move(input, places + at, stride, factors + at, before, after);
        }
      }
    }
  }
  store<u32>(state, s0);
  store<u32>(state, s1, 4);
  store<u32>(state, s2, 8);
  store<u32>(state, s3, 12);
}

/** Copies the nodes of a walk that are kept; returns their number. */
// @ts-ignore: decorator
@inline
function subsample(walk: usize, length: i32, keep: usize, to: usize): i32 {
  let count = 0;
  for (let i = 0; i < length; i++) {
    const node = load<i32>(walk + ((<usize>i) << 2));
    if (node < 0) break;
    if (keep && <f32>bits() * UNIT > load<f32>(keep + ((<usize>node) << 2))) continue;
    store<i32>(to + ((<usize>count) << 2), node);
    count++;
  }
  return count;
}

/** The step sizes of six outputs: rate · (label − σ(input · output)), by the table of σ; the first has a label, 0 or 1. */
// @ts-ignore: decorator
@inline
function products(
  input: usize,
  places: usize,
  stride: usize,
  factors: usize,
  label: f32,
  rate: f32,
  logistic: usize,
  steps: i32,
  range: f32,
): void {
  const p0 = load<usize>(places);
  const p1 = load<usize>(places, 4);
  const p2 = load<usize>(places, 8);
  const p3 = load<usize>(places, 12);
  const p4 = load<usize>(places, 16);
  const p5 = load<usize>(places, 20);
  let a0 = f32x4.splat(0);
  let a1 = a0;
  let a2 = a0;
  let a3 = a0;
  let a4 = a0;
  let a5 = a0;
  for (let d: usize = 0; d < stride; d += 16) {
    const x = v128.load(input + d);
    a0 = multiplyAdd(x, v128.load(p0 + d), a0);
    a1 = multiplyAdd(x, v128.load(p1 + d), a1);
    a2 = multiplyAdd(x, v128.load(p2 + d), a2);
    a3 = multiplyAdd(x, v128.load(p3 + d), a3);
    a4 = multiplyAdd(x, v128.load(p4 + d), a4);
    a5 = multiplyAdd(x, v128.load(p5 + d), a5);
  }
  const half: f32 = <f32>steps / 2;
  const scale: f32 = half / range;
  const first = slotsOf(pairSums(pairSums(a0, a1), pairSums(a2, a3)), half, range);
  const pair = pairSums(a4, a5);
  const second = slotsOf(pairSums(pair, pair), half, range);
  store<f32>(factors, rate * (label - sigma(logistic, i32x4.extract_lane(first, 0))));
  store<f32>(factors, sigma(logistic, i32x4.extract_lane(first, 1)) * -rate, 4);
  store<f32>(factors, sigma(logistic, i32x4.extract_lane(first, 2)) * -rate, 8);
  store<f32>(factors, sigma(logistic, i32x4.extract_lane(first, 3)) * -rate, 12);
  store<f32>(factors, sigma(logistic, i32x4.extract_lane(second, 0)) * -rate, 16);
  store<f32>(factors, sigma(logistic, i32x4.extract_lane(second, 1)) * -rate, 20);
}

// @ts-ignore: decorator
@inline
function sigma(logistic: usize, slot: i32): f32 {
  return load<f32>(logistic + ((<usize>slot) << 2));
}

/** a0 + a1, a2 + a3, b0 + b1, b2 + b3. */
// @ts-ignore: decorator
@inline
function pairSums(a: v128, b: v128): v128 {
  return f32x4.add(v128.shuffle<f32>(a, b, 0, 2, 4, 6), v128.shuffle<f32>(a, b, 1, 3, 5, 7));
}

/** Places of four numbers in the table of σ. */
// @ts-ignore: decorator
@inline
function slotsOf(x: v128, half: f32, range: f32): v128 {
  const clipped = f32x4.pmax(f32x4.splat(-range), f32x4.pmin(f32x4.splat(range), x));
  return i32x4.trunc_sat_f32x4_s(
    f32x4.nearest(f32x4.add(f32x4.mul(clipped, f32x4.splat(half / range)), f32x4.splat(half))),
  );
}

/** Moves the input and six outputs along each other; an output that was drawn twice moves twice. */
// @ts-ignore: decorator
@inline
function move(input: usize, places: usize, stride: usize, factors: usize, before: usize, after: usize): void {
  const p0 = load<usize>(places);
  const p1 = load<usize>(places, 4);
  const p2 = load<usize>(places, 8);
  const p3 = load<usize>(places, 12);
  const p4 = load<usize>(places, 16);
  const p5 = load<usize>(places, 20);
  const f0 = v128.load32_splat(factors);
  const f1 = v128.load32_splat(factors, 4);
  const f2 = v128.load32_splat(factors, 8);
  const f3 = v128.load32_splat(factors, 12);
  const f4 = v128.load32_splat(factors, 16);
  const f5 = v128.load32_splat(factors, 20);
  for (let d: usize = 0; d < stride; d += 16) {
    const x = v128.load(input + d);
    let c = v128.load(before + d);
    c = along(p0 + d, f0, x, c);
    c = along(p1 + d, f1, x, c);
    c = along(p2 + d, f2, x, c);
    c = along(p3 + d, f3, x, c);
    c = along(p4 + d, f4, x, c);
    c = along(p5 + d, f5, x, c);
    v128.store(after + d, c);
  }
}

/** Moves four numbers of an output along x; returns c moved along what they were. */
// @ts-ignore: decorator
@inline
function along(output: usize, factor: v128, x: v128, c: v128): v128 {
  const o = v128.load(output);
  v128.store(output, multiplyAdd(factor, x, o));
  return multiplyAdd(factor, o, c);
}
