/** y = min(max(x, low), high) for n numbers f32; NaN stays NaN, whatever its sign. */
export function clamp(n: i32, x: usize, low: f32, high: f32, y: usize): void {
  const least = f32x4.splat(low);
  const most = f32x4.splat(high);
  const bytes: usize = (<usize>n) << 2;
  let at: usize = 0;
  // pmax(a, b) is a unless a < b: comparisons with NaN are false.
  for (; at + 16 <= bytes; at += 16)
    v128.store(y + at, f32x4.pmin(f32x4.pmax(v128.load(x + at), least), most));
  for (; at < bytes; at += 4) {
    const value = load<f32>(x + at);
    store<f32>(y + at, value < low ? low : value > high ? high : value);
  }
}
