import { multiplyAdd } from './arithmetic';
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
 * A draw from an alias table of n entries (chance to stay, node to go to otherwise). The upper half of bits · n is
 * the entry, the lower half where in it the draw fell.
 */
// @ts-ignore: decorator
@inline
function draw(table: usize, n: i32): i32 {
  const product = (<u64>bits()) * (<u64>n);
  const slot = <u32>(product >> 32);
  const entry = table + ((<usize>slot) << 3);
  const stays = <f32>(<u32>product) * <f32>(1.0 / 4294967296.0) < load<f32>(entry);
  return select<i32>(<i32>slot, load<i32>(entry, 4), stays);
}

/**
 * Skip-gram with negative sampling over walks `first … end − 1` of `total`, as `skipGramPlain` does it.
 *
 * @param state u32 [4], the random stream; written back at the end
 * @param walks i32 [count, length], -1 behind the end of a walk
 * @param vectors, contexts f32 [nodes, width]; width is a multiple of 4
 * @param negatives [nodes] × (f32, i32): an alias table of the nodes to draw negatives from
 * @param logistic f32 [steps + 1], σ over [−range, range]
 * @param picks [negative + 1] × 8 bytes, scratch: of each output its place and its step
 */
export function skipGram(
  state: usize,
  walks: usize,
  count: i32,
  length: i32,
  first: i32,
  end: i32,
  total: i32,
  vectors: usize,
  contexts: usize,
  width: i32,
  window: i32,
  negative: i32,
  learningRate: f64,
  negatives: usize,
  nodes: i32,
  logistic: usize,
  steps: i32,
  range: f32,
  picks: usize,
): void {
  s0 = load<u32>(state);
  s1 = load<u32>(state, 4);
  s2 = load<u32>(state, 8);
  s3 = load<u32>(state, 12);
  const stride: usize = (<usize>width) << 2;
  const half: f32 = <f32>steps / 2;
  const scale: f32 = half / range;
  for (let done = first; done < end; done++) {
    const rate = <f32>(learningRate * Math.max(0.0001, 1 - <f64>done / <f64>total));
    const walk = walks + (<usize>((done % count) * length) << 2);
    for (let i = 0; i < length; i++) {
      const centre = load<i32>(walk + ((<usize>i) << 2));
      if (centre < 0) break;
      const reach = 1 + <i32>below(window);
      const last = min(length - 1, i + reach);
      for (let j = max(0, i - reach); j <= last; j++) {
        const context = load<i32>(walk + ((<usize>j) << 2));
        if (context < 0) break;
        if (j == i) continue;
        const input = vectors + <usize>context * stride;
        // All products first: none of them waits for another one's update.
        let pick = picks;
        for (let k = 0; k <= negative; k++) {
          let output = centre;
          if (k > 0) {
            output = draw(negatives, nodes);
            if (output == centre) continue;
          }
          const to = contexts + <usize>output * stride;
          let sum = f32x4.splat(0);
          for (let d: usize = 0; d < stride; d += 16) sum = multiplyAdd(v128.load(input + d), v128.load(to + d), sum);
          const dot =
            f32x4.extract_lane(sum, 0) +
            f32x4.extract_lane(sum, 1) +
            (f32x4.extract_lane(sum, 2) + f32x4.extract_lane(sum, 3));
          const clipped = max<f32>(-range, min<f32>(range, dot));
          const slot = <i32>nearest<f32>(clipped * scale + half);
          store<usize>(pick, to);
          store<f32>(pick, rate * ((k == 0 ? <f32>1 : <f32>0) - load<f32>(logistic + ((<usize>slot) << 2))), 4);
          pick += 8;
        }
        let d: usize = 0;
        for (; d + 64 <= stride; d += 64) {
          const i0 = v128.load(input + d);
          const i1 = v128.load(input + d, 16);
          const i2 = v128.load(input + d, 32);
          const i3 = v128.load(input + d, 48);
          let c0 = i0;
          let c1 = i1;
          let c2 = i2;
          let c3 = i3;
          for (let at = picks; at < pick; at += 8) {
            const to = load<usize>(at) + d;
            const step = v128.load32_splat(at, 4);
            const o0 = v128.load(to);
            const o1 = v128.load(to, 16);
            const o2 = v128.load(to, 32);
            const o3 = v128.load(to, 48);
            c0 = multiplyAdd(step, o0, c0);
            c1 = multiplyAdd(step, o1, c1);
            c2 = multiplyAdd(step, o2, c2);
            c3 = multiplyAdd(step, o3, c3);
            v128.store(to, multiplyAdd(step, i0, o0));
            v128.store(to, multiplyAdd(step, i1, o1), 16);
            v128.store(to, multiplyAdd(step, i2, o2), 32);
            v128.store(to, multiplyAdd(step, i3, o3), 48);
          }
          v128.store(input + d, c0);
          v128.store(input + d, c1, 16);
          v128.store(input + d, c2, 32);
          v128.store(input + d, c3, 48);
        }
        for (; d < stride; d += 16) {
          const i0 = v128.load(input + d);
          let c0 = i0;
          for (let at = picks; at < pick; at += 8) {
            const to = load<usize>(at) + d;
            const step = v128.load32_splat(at, 4);
            const o0 = v128.load(to);
            c0 = multiplyAdd(step, o0, c0);
            v128.store(to, multiplyAdd(step, i0, o0));
          }
          v128.store(input + d, c0);
        }
      }
    }
  }
  store<u32>(state, s0);
  store<u32>(state, s1, 4);
  store<u32>(state, s2, 8);
  store<u32>(state, s3, 12);
}

/** Outputs that are worked on together, their numbers in registers. */
const GROUP: i32 = 6;

// @ts-ignore: decorator
@inline
function sumLanes(v: v128): f32 {
  return (
    f32x4.extract_lane(v, 0) + f32x4.extract_lane(v, 1) + (f32x4.extract_lane(v, 2) + f32x4.extract_lane(v, 3))
  );
}

/**
 * The same with one set of negatives for all contexts of a centre (Ji et al., IPDPS workshops 2016): a centre's
 * outputs times its contexts is a small matrix product, whose rows stay in registers.
 *
 * @param scratch i32 [2 window] places of the contexts, then i32 [outputs] of the outputs and f32 [outputs] of their
 *   steps with one context after the other, [2 window, outputs], with outputs = negative + 1 up to a multiple of 6,
 *   then f32 [width] zeros: where outputs that are not there stand
 */
export function skipGramShared(
  state: usize,
  walks: usize,
  count: i32,
  length: i32,
  first: i32,
  end: i32,
  total: i32,
  vectors: usize,
  contexts: usize,
  width: i32,
  window: i32,
  negative: i32,
  learningRate: f64,
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
  const half: f32 = <f32>steps / 2;
  const scale: f32 = half / range;
  const most = ((negative + GROUP) / GROUP) * GROUP;
  const row: usize = (<usize>most) << 2;
  const places = scratch + ((<usize>window) << 3);
  const g = places + row;
  const nowhere = g + 2 * <usize>window * row;
  for (let done = first; done < end; done++) {
    const rate = <f32>(learningRate * Math.max(0.0001, 1 - <f64>done / <f64>total));
    const walk = walks + (<usize>((done % count) * length) << 2);
    for (let i = 0; i < length; i++) {
      const centre = load<i32>(walk + ((<usize>i) << 2));
      if (centre < 0) break;
      const reach = 1 + <i32>below(window);
      const last = min(length - 1, i + reach);
      let inputs = scratch;
      for (let j = max(0, i - reach); j <= last; j++) {
        const context = load<i32>(walk + ((<usize>j) << 2));
        if (context < 0) break;
        if (j == i) continue;
        store<i32>(inputs, <i32>(vectors + <usize>context * stride));
        inputs += 4;
      }
      if (inputs == scratch) continue;
      store<i32>(places, <i32>(contexts + <usize>centre * stride));
      let outputs = 1;
      for (let k = 0; k < negative; k++) {
        const output = draw(negatives, nodes);
        if (output == centre) continue;
        store<i32>(places + ((<usize>outputs) << 2), <i32>(contexts + <usize>output * stride));
        outputs++;
      }
      const groups = (outputs + GROUP - 1) / GROUP;
      for (let k = outputs; k < groups * GROUP; k++) store<i32>(places + ((<usize>k) << 2), <i32>nowhere);

      // The steps, all from what stands before any of them.
      let coefficients = g;
      for (let at = scratch; at < inputs; at += 4) {
        const input = <usize>load<i32>(at);
        for (let group = 0; group < groups; group++) {
          const place = places + <usize>(group * GROUP * 4);
          const p0 = <usize>load<i32>(place);
          const p1 = <usize>load<i32>(place, 4);
          const p2 = <usize>load<i32>(place, 8);
          const p3 = <usize>load<i32>(place, 12);
          const p4 = <usize>load<i32>(place, 16);
          const p5 = <usize>load<i32>(place, 20);
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
          const to = coefficients + <usize>(group * GROUP * 4);
          store<f32>(to, sumLanes(a0));
          store<f32>(to, sumLanes(a1), 4);
          store<f32>(to, sumLanes(a2), 8);
          store<f32>(to, sumLanes(a3), 12);
          store<f32>(to, sumLanes(a4), 16);
          store<f32>(to, sumLanes(a5), 20);
        }
        for (let k = 0; k < groups * GROUP; k++) {
          const place = coefficients + ((<usize>k) << 2);
          const clipped = max<f32>(-range, min<f32>(range, load<f32>(place)));
          const slot = <i32>nearest<f32>(clipped * scale + half);
          const step = rate * ((k == 0 ? <f32>1 : <f32>0) - load<f32>(logistic + ((<usize>slot) << 2)));
          store<f32>(place, k < outputs ? step : 0);
        }
        coefficients += row;
      }

      // Contexts and outputs move together.
      for (let group = 0; group < groups; group++) {
        const place = places + <usize>(group * GROUP * 4);
        const p0 = <usize>load<i32>(place);
        const p1 = <usize>load<i32>(place, 4);
        const p2 = <usize>load<i32>(place, 8);
        const p3 = <usize>load<i32>(place, 12);
        const p4 = <usize>load<i32>(place, 16);
        const p5 = <usize>load<i32>(place, 20);
        for (let d: usize = 0; d < stride; d += 16) {
          const o0 = v128.load(p0 + d);
          const o1 = v128.load(p1 + d);
          const o2 = v128.load(p2 + d);
          const o3 = v128.load(p3 + d);
          const o4 = v128.load(p4 + d);
          const o5 = v128.load(p5 + d);
          let n0 = f32x4.splat(0);
          let n1 = n0;
          let n2 = n0;
          let n3 = n0;
          let n4 = n0;
          let n5 = n0;
          let from = g + <usize>(group * GROUP * 4);
          for (let at = scratch; at < inputs; at += 4) {
            const input = <usize>load<i32>(at) + d;
            const x = v128.load(input);
            let moved = x;
            let step = v128.load32_splat(from);
            moved = multiplyAdd(step, o0, moved);
            n0 = multiplyAdd(step, x, n0);
            step = v128.load32_splat(from, 4);
            moved = multiplyAdd(step, o1, moved);
            n1 = multiplyAdd(step, x, n1);
            step = v128.load32_splat(from, 8);
            moved = multiplyAdd(step, o2, moved);
            n2 = multiplyAdd(step, x, n2);
            step = v128.load32_splat(from, 12);
            moved = multiplyAdd(step, o3, moved);
            n3 = multiplyAdd(step, x, n3);
            step = v128.load32_splat(from, 16);
            moved = multiplyAdd(step, o4, moved);
            n4 = multiplyAdd(step, x, n4);
            step = v128.load32_splat(from, 20);
            moved = multiplyAdd(step, o5, moved);
            n5 = multiplyAdd(step, x, n5);
            v128.store(input, moved);
            from += row;
          }
          // Added to what stands there now: an output that was drawn twice moves twice.
          v128.store(p0 + d, f32x4.add(v128.load(p0 + d), n0));
          v128.store(p1 + d, f32x4.add(v128.load(p1 + d), n1));
          v128.store(p2 + d, f32x4.add(v128.load(p2 + d), n2));
          v128.store(p3 + d, f32x4.add(v128.load(p3 + d), n3));
          v128.store(p4 + d, f32x4.add(v128.load(p4 + d), n4));
          v128.store(p5 + d, f32x4.add(v128.load(p5 + d), n5));
        }
      }
    }
  }
  store<u32>(state, s0);
  store<u32>(state, s1, 4);
  store<u32>(state, s2, 8);
  store<u32>(state, s3, 12);
}
