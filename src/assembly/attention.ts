import { exp4 } from './activations';
import { dot, multiplyAdd, sumOf } from './arithmetic';

/** Of LeakyReLU below 0. */
const SLOPE: f32 = 0.2;

/*
 * Scores, attention weights and their gradients have `heads` numbers per node or edge, a multiple of 4, of which `used`
 * are real, each with `depth` columns of x and y. Pointers to: offsets i32 [rows + 1], columns i32 [nnz], receivers and
 * senders f32 [rows or columns, heads], attentionWeights f32 [nnz, heads], x and y f32 [columns or rows, used · depth].
 */

/**
 * Rows `first … end − 1` of y = Σ_j α_ij x_j, with α = softmax_j LeakyReLU(receivers_i + senders_j), which is written to
 * attentionWeights.
 */
export function attend(
  first: i32,
  end: i32,
  heads: i32,
  used: i32,
  depth: i32,
  offsets: usize,
  columns: usize,
  receivers: usize,
  senders: usize,
  attentionWeights: usize,
  x: usize,
  y: usize,
): void {
  const scores: usize = (<usize>heads) << 2;
  const head: usize = (<usize>depth) << 2;
  const stride = <usize>used * head;
  for (let i = first; i < end; i++) {
    const from = <usize>load<i32>(offsets + ((<usize>i) << 2));
    const to = <usize>load<i32>(offsets + ((<usize>i) << 2), 4);
    const receiver = receivers + <usize>i * scores;
    for (let h: usize = 0; h < scores; h += 16)
      softmaxOfRow(from, to, h, scores, columns, receiver, senders, attentionWeights);
    for (let h: usize = 0; h < <usize>used; h++) {
      const weights = attentionWeights + (h << 2);
      const source = x + h * head;
      const out = y + <usize>i * stride + h * head;
      let d: usize = 0;
      for (; d + 64 <= head; d += 64) {
        let a0 = f32x4.splat(0);
        let a1 = a0;
        let a2 = a0;
        let a3 = a0;
        for (let e = from; e < to; e++) {
          const w = v128.load32_splat(weights + e * scores);
          const row = source + <usize>load<i32>(columns + (e << 2)) * stride + d;
          a0 = multiplyAdd(w, v128.load(row), a0);
          a1 = multiplyAdd(w, v128.load(row, 16), a1);
          a2 = multiplyAdd(w, v128.load(row, 32), a2);
          a3 = multiplyAdd(w, v128.load(row, 48), a3);
        }
        v128.store(out + d, a0);
        v128.store(out + d, a1, 16);
        v128.store(out + d, a2, 32);
        v128.store(out + d, a3, 48);
      }
      for (; d + 16 <= head; d += 16) {
        let sum = f32x4.splat(0);
        for (let e = from; e < to; e++) {
          const row = source + <usize>load<i32>(columns + (e << 2)) * stride + d;
          sum = multiplyAdd(v128.load32_splat(weights + e * scores), v128.load(row), sum);
        }
        v128.store(out + d, sum);
      }
      for (; d < head; d += 4) {
        let sum: f32 = 0;
        for (let e = from; e < to; e++)
          sum += load<f32>(weights + e * scores) * load<f32>(source + <usize>load<i32>(columns + (e << 2)) * stride + d);
        store<f32>(out + d, sum);
      }
    }
  }
}

/** The softmax of a row's entries `from … to − 1` in the four heads at h. */
// @ts-ignore: decorator
@inline
function softmaxOfRow(
  from: usize,
  to: usize,
  h: usize,
  scores: usize,
  columns: usize,
  receiver: usize,
  senders: usize,
  attentionWeights: usize,
): void {
  const own = v128.load(receiver + h);
  let highest = f32x4.splat(-f32.MAX_VALUE);
  for (let e = from; e < to; e++) {
    const z = f32x4.add(own, v128.load(senders + <usize>load<i32>(columns + (e << 2)) * scores + h));
    const score = f32x4.max(z, f32x4.mul(z, f32x4.splat(SLOPE)));
    v128.store(attentionWeights + e * scores + h, score);
    highest = f32x4.max(highest, score);
  }
  let total = f32x4.splat(0);
  for (let e = from; e < to; e++) {
    const at = attentionWeights + e * scores + h;
    const power = exp4(f32x4.sub(v128.load(at), highest));
    v128.store(at, power);
    total = f32x4.add(total, power);
  }
  const factor = f32x4.div(f32x4.splat(1), total);
  for (let e = from; e < to; e++) {
    const at = attentionWeights + e * scores + h;
    v128.store(at, f32x4.mul(v128.load(at), factor));
  }
}

/** means[i, h] = dy_i · y_i within each head, for rows `first … end − 1`: the mean gradient of a row’s α. */
export function attendMeans(
  first: i32,
  end: i32,
  heads: i32,
  used: i32,
  depth: i32,
  dy: usize,
  y: usize,
  means: usize,
): void {
  const head: usize = (<usize>depth) << 2;
  for (let i = first; i < end; i++)
    for (let h = 0; h < used; h++) {
      const at = <usize>(i * used + h) * head;
      store<f32>(means + ((<usize>(i * heads + h)) << 2), dot(dy + at, y + at, head));
    }
}

/**
 * Gradients by the senders `first … end − 1`: dx_j = Σ_i α_ij dy_i and the sum of their edges' gradients by
 * z = receivers_i + senders_j, dz = α (dy_i · x_j − means_i) LeakyReLU'(z), which replace α in attentionWeights.
 * The graph is transposed: offsets by senders, columns are receivers, origin gives the position in attentionWeights.
 * changes f32 [nnz, heads]: scratch.
 */
export function attendToSenders(
  first: i32,
  end: i32,
  heads: i32,
  used: i32,
  depth: i32,
  offsets: usize,
  columns: usize,
  origin: usize,
  receivers: usize,
  senders: usize,
  means: usize,
  attentionWeights: usize,
  changes: usize,
  x: usize,
  dy: usize,
  dx: usize,
  dSenders: usize,
): void {
  const scores: usize = (<usize>heads) << 2;
  const head: usize = (<usize>depth) << 2;
  const stride = <usize>used * head;
  for (let j = first; j < end; j++) {
    const from = <usize>load<i32>(offsets + ((<usize>j) << 2));
    const to = <usize>load<i32>(offsets + ((<usize>j) << 2), 4);
    memory.fill(changes + from * scores, 0, (to - from) * scores);
    for (let h: usize = 0; h < <usize>used; h++) {
      const weights = attentionWeights + (h << 2);
      const moved = changes + (h << 2);
      const given = dy + h * head;
      const own = x + <usize>j * stride + h * head;
      const out = dx + <usize>j * stride + h * head;
      let d: usize = 0;
      for (; d + 64 <= head; d += 64) {
        const x0 = v128.load(own + d);
        const x1 = v128.load(own + d, 16);
        const x2 = v128.load(own + d, 32);
        const x3 = v128.load(own + d, 48);
        let a0 = f32x4.splat(0);
        let a1 = a0;
        let a2 = a0;
        let a3 = a0;
        for (let e = from; e < to; e++) {
          const row = given + <usize>load<i32>(columns + (e << 2)) * stride + d;
          const y0 = v128.load(row);
          const y1 = v128.load(row, 16);
          const y2 = v128.load(row, 32);
          const y3 = v128.load(row, 48);
          const w = v128.load32_splat(weights + <usize>load<i32>(origin + (e << 2)) * scores);
          a0 = multiplyAdd(w, y0, a0);
          a1 = multiplyAdd(w, y1, a1);
          a2 = multiplyAdd(w, y2, a2);
          a3 = multiplyAdd(w, y3, a3);
          const products = multiplyAdd(x3, y3, multiplyAdd(x2, y2, multiplyAdd(x1, y1, f32x4.mul(x0, y0))));
          const to4 = moved + e * scores;
          store<f32>(to4, load<f32>(to4) + sumOf(products));
        }
        v128.store(out + d, a0);
        v128.store(out + d, a1, 16);
        v128.store(out + d, a2, 32);
        v128.store(out + d, a3, 48);
      }
      for (; d + 16 <= head; d += 16) {
        const x0 = v128.load(own + d);
        let sum = f32x4.splat(0);
        for (let e = from; e < to; e++) {
          const y0 = v128.load(given + <usize>load<i32>(columns + (e << 2)) * stride + d);
          sum = multiplyAdd(v128.load32_splat(weights + <usize>load<i32>(origin + (e << 2)) * scores), y0, sum);
          const at = moved + e * scores;
          store<f32>(at, load<f32>(at) + sumOf(f32x4.mul(x0, y0)));
        }
        v128.store(out + d, sum);
      }
      for (; d < head; d += 4) {
        const x0 = load<f32>(own + d);
        let sum: f32 = 0;
        for (let e = from; e < to; e++) {
          const y0 = load<f32>(given + <usize>load<i32>(columns + (e << 2)) * stride + d);
          sum += load<f32>(weights + <usize>load<i32>(origin + (e << 2)) * scores) * y0;
          const at = moved + e * scores;
          store<f32>(at, load<f32>(at) + x0 * y0);
        }
        store<f32>(out + d, sum);
      }
    }
    for (let h: usize = 0; h < scores; h += 16) {
      const sender = v128.load(senders + <usize>j * scores + h);
      let sum = f32x4.splat(0);
      for (let e = from; e < to; e++) {
        const receiver = <usize>load<i32>(columns + (e << 2)) * scores + h;
        const at = attentionWeights + <usize>load<i32>(origin + (e << 2)) * scores + h;
        const change = f32x4.sub(v128.load(changes + e * scores + h), v128.load(means + receiver));
        const rises = f32x4.gt(f32x4.add(v128.load(receivers + receiver), sender), f32x4.splat(0));
        const slope = v128.bitselect(f32x4.splat(1), f32x4.splat(SLOPE), rises);
        const score = f32x4.mul(f32x4.mul(v128.load(at), change), slope);
        v128.store(at, score);
        sum = f32x4.add(sum, score);
      }
      v128.store(dSenders + <usize>j * scores + h, sum);
    }
  }
}

/** Gradients by the receivers `first … end − 1`: sums of the dz that `attendToSenders` left in attentionWeights. */
export function attendToReceivers(
  first: i32,
  end: i32,
  heads: i32,
  offsets: usize,
  attentionWeights: usize,
  dReceivers: usize,
): void {
  const scores: usize = (<usize>heads) << 2;
  for (let i = first; i < end; i++) {
    const from = <usize>load<i32>(offsets + ((<usize>i) << 2));
    const to = <usize>load<i32>(offsets + ((<usize>i) << 2), 4);
    for (let h: usize = 0; h < scores; h += 16) {
      let sum = f32x4.splat(0);
      for (let e = from; e < to; e++) sum = f32x4.add(sum, v128.load(attentionWeights + e * scores + h));
      v128.store(dReceivers + <usize>i * scores + h, sum);
    }
  }
}
