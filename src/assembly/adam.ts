import { multiplyAdd } from './arithmetic';

/** Σ of squares of n numbers f32, n a multiple of 4. */
export function sumOfSquares(n: i32, numbers: usize): f64 {
  let low = f64x2.splat(0);
  let high = low;
  const end = numbers + ((<usize>n) << 2);
  for (let at = numbers; at < end; at += 16) {
    const x = v128.load(at);
    const a = f64x2.promote_low_f32x4(x);
    const b = f64x2.promote_low_f32x4(v128.shuffle<f32>(x, x, 2, 3, 0, 1));
    low = f64x2.add(low, f64x2.mul(a, a));
    high = f64x2.add(high, f64x2.mul(b, b));
  }
  const sum = f64x2.add(low, high);
  return f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
}

/**
 * A step of Adam for n weights, n a multiple of 4, as `adamPlain` computes it.
 * @param weights, gradients, first, second f32 [n]; all but the gradients are written
 * @param scale factor of the gradients
 * @param correct1, correct2 1 / (1 − β^t) for both averages
 */
export function adam(
  n: i32,
  weights: usize,
  gradients: usize,
  first: usize,
  second: usize,
  rate: f32,
  beta1: f32,
  beta2: f32,
  epsilon: f32,
  scale: f32,
  correct1: f32,
  correct2: f32,
): void {
  const s = f32x4.splat(scale);
  const b1 = f32x4.splat(beta1);
  const b2 = f32x4.splat(beta2);
  const r1 = f32x4.splat(1 - beta1);
  const r2 = f32x4.splat(1 - beta2);
  const c1 = f32x4.splat(correct1 * rate);
  const c2 = f32x4.splat(correct2);
  const e = f32x4.splat(epsilon);
  const bytes: usize = (<usize>n) << 2;
  for (let at: usize = 0; at < bytes; at += 16) {
    const g = f32x4.mul(v128.load(gradients + at), s);
    const m = multiplyAdd(b1, v128.load(first + at), f32x4.mul(r1, g));
    const v = multiplyAdd(b2, v128.load(second + at), f32x4.mul(r2, f32x4.mul(g, g)));
    v128.store(first + at, m);
    v128.store(second + at, v);
    const change = f32x4.div(f32x4.mul(c1, m), f32x4.add(f32x4.sqrt(f32x4.mul(c2, v)), e));
    v128.store(weights + at, f32x4.sub(v128.load(weights + at), change));
  }
}
