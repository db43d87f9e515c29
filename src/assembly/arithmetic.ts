/** a · b + c of four numbers, rounded once where the processor's fused operation may be used. */
// @ts-ignore: decorator
@inline
export function multiplyAdd(a: v128, b: v128, c: v128): v128 {
  return ASC_FEATURE_RELAXED_SIMD ? f32x4.relaxed_madd(a, b, c) : f32x4.add(f32x4.mul(a, b), c);
}

/** The sum of four numbers, in pairs. */
// @ts-ignore: decorator
@inline
export function sumOf(a: v128): f32 {
  const pairs = f32x4.add(a, v128.shuffle<f32>(a, a, 2, 3, 0, 1));
  return f32x4.extract_lane(pairs, 0) + f32x4.extract_lane(pairs, 1);
}

/** a · b of so many bytes of f32. */
// @ts-ignore: decorator
@inline
export function dot(a: usize, b: usize, bytes: usize): f32 {
  let even = f32x4.splat(0);
  let odd = even;
  let d: usize = 0;
  for (; d + 32 <= bytes; d += 32) {
    even = multiplyAdd(v128.load(a + d), v128.load(b + d), even);
    odd = multiplyAdd(v128.load(a + d, 16), v128.load(b + d, 16), odd);
  }
  if (d + 16 <= bytes) {
    even = multiplyAdd(v128.load(a + d), v128.load(b + d), even);
    d += 16;
  }
  let sum = sumOf(f32x4.add(even, odd));
  for (; d < bytes; d += 4) sum += load<f32>(a + d) * load<f32>(b + d);
  return sum;
}
