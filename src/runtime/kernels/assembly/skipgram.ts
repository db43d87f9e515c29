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
