import * as tf from '@tensorflow/tfjs-core';
import { takeRows } from '../../base/rows';
import { dataOf } from '../../ops/tensors';

/** Points [n, size], row-major; all finite. */
export interface Points {
  readonly values: Float32Array;
  readonly size: number;
}

/** Half the distance between 1 and the next 32-bit float. */
const ROUNDING = 2 ** -24;

/** Points that are compared with as many others at once: their products fit the second cache. */
const BLOCK = 512;

/**
 * The k nearest other points of some of the points, by Euclidean distance, the nearest first; of equally far ones the
 * earlier. All pairs are compared: in 30 dimensions trees gain nothing. Dense products of 32-bit floats in the tensor
 * engine leave out what is certainly too far, and the rest is compared exactly, so that the result is the same on every
 * engine.
 * @param queries rows of the points, each once; all of them if omitted, which takes half the time
 * @param k less than there are points
 * @returns rows of the points, [queries, k]
 */
export function nearestNeighbours(points: Points, k: number, queries?: Int32Array): Int32Array {
  const { size } = points;
  const scaled = centre(points);
  const all = Int32Array.from(scaled.squares.keys());
  const asked = queries ?? all;
  const search = new Search(points, scaled, asked, k);
  const tensorOf = (rows: Int32Array) => tf.tensor2d(takeRows(scaled.values, rows, size), [rows.length, size]);
  const others = blocksOf(all).map((rows) => ({ rows, tensor: tensorOf(rows) }));
  for (const [b, rows] of blocksOf(asked).entries()) {
    const block = tensorOf(rows);
    for (const [o, other] of others.entries()) {
      // The product of two points serves both.
      if (!queries && o < b) continue;
      const products = tf.matMul(block, other.tensor, false, true);
      search.compare(b * BLOCK, rows, other.rows, dataOf(products), !queries && o > b);
      products.dispose();
    }
    block.dispose();
  }
  for (const { tensor } of others) tensor.dispose();
  return search.nearest;
}

function blocksOf(rows: Int32Array): Int32Array[] {
  return Array.from({ length: Math.ceil(rows.length / BLOCK) }, (_, b) => rows.subarray(b * BLOCK, (b + 1) * BLOCK));
}

/** Points as they are multiplied. */
interface Scaled {
  readonly values: Float32Array;
  /** Of their lengths, [n]. */
  readonly squares: Float64Array;
  readonly scale: number;
}

/** Points about their mean, at most 1 in each direction: products lose the fewest digits, and none overflows. */
function centre({ values, size }: Points): Scaled {
  const n = values.length / size;
  const mean = new Float64Array(size);
  for (let i = 0, at = 0; i < n; i++) for (let j = 0; j < size; j++, at++) mean[j] += values[at] / n;
  let largest = 0;
  for (let i = 0, at = 0; i < n; i++)
    for (let j = 0; j < size; j++, at++) largest = Math.max(largest, Math.abs(values[at] - mean[j]));
  const scale = largest > 0 ? 1 / largest : 1;
  const scaled = new Float32Array(values.length);
  const squares = new Float64Array(n);
  for (let i = 0, at = 0; i < n; i++)
    for (let j = 0; j < size; j++, at++) {
      scaled[at] = (values[at] - mean[j]) * scale;
      squares[i] += scaled[at] * scaled[at];
    }
  return { values: scaled, squares, scale };
}

/**
 * The nearest points of some points. Rounded distances (less the square of the point that asks, which all have in common)
 * decide who is compared exactly.
 */
class Search {
  /** Rows of the nearest so far, and their squared distances, ascending; [queries, k] */
  readonly nearest: Int32Array;
  private readonly distances: Float64Array;
  /** A point whose rounded distance is larger is none of the k nearest; [queries] */
  private readonly limit: Float64Array;
  /** Errors of rounded distances, as a share of the squared sum of both lengths. */
  private readonly error: number;

  constructor(
    private readonly points: Points,
    private readonly scaled: Scaled,
    private readonly queries: Int32Array,
    private readonly k: number,
  ) {
    this.nearest = new Int32Array(queries.length * k);
    this.distances = new Float64Array(queries.length * k).fill(Number.POSITIVE_INFINITY);
    this.limit = new Float64Array(queries.length).fill(Number.POSITIVE_INFINITY);
    // Products of F numbers are wrong by at most F u |q| |p| in whatever order they are added (Higham 2002, 3.1), and
    // rounding the scaled points moves their squared distance by at most 2 u (|q| + |p|)².
    this.error = (points.size / 2 + 4) * ROUNDING;
  }

  /**
   * Every point that asks has to meet the others in their order.
   * @param first the place of the first row among those that ask
   * @param products of each row with each other, [rows, others]
   * @param both whether the others ask as well, each at its own place
   */
  compare(first: number, rows: Int32Array, others: Int32Array, products: Float32Array, both: boolean): void {
    const { limit } = this;
    const { squares } = this.scaled;
    const n = others.length;
    // |p|² − 2 p·q ≤ limit is p·q ≥ (|p|² − limit) / 2: a difference and a comparison a pair.
    const half = new Float64Array(n);
    const halfLimit = new Float64Array(n);
    for (let j = 0; j < n; j++) {
      half[j] = squares[others[j]] / 2;
      halfLimit[j] = both ? limit[others[j]] / 2 : Number.NEGATIVE_INFINITY;
    }
    for (let i = 0, at = 0; i < rows.length; i++) {
      const row = rows[i];
      const query = first + i;
      const halfSquare = squares[row] / 2;
      let farthest = limit[query] / 2;
      for (let j = 0; j < n; j++, at++) {
        const product = products[at];
        if (product >= half[j] - farthest) {
          const other = others[j];
          if (other !== row) farthest = this.meet(query, other) / 2;
        }
        if (product >= halfSquare - halfLimit[j]) halfLimit[j] = this.meet(others[j], row) / 2;
      }
    }
  }

  /** Compares a point exactly. @returns the limit from now on */
  private meet(query: number, other: number): number {
    const { points, nearest, distances, k, limit } = this;
    const distance = squaredDistance(points, this.queries[query], other);
    const start = query * k;
    let at = start + k - 1;
    // Of equally far ones the earlier stays.
    if (distance >= distances[at]) return limit[query];
    for (; at > start && distances[at - 1] > distance; at--) {
      distances[at] = distances[at - 1];
      nearest[at] = nearest[at - 1];
    }
    distances[at] = distance;
    nearest[at] = other;
    limit[query] = this.limitOf(query, distances[start + k - 1]);
    return limit[query];
  }

  /** The largest rounded distance of a point that is nearer than a squared distance. */
  private limitOf(query: number, distance: number): number {
    if (distance === 0) return Number.NEGATIVE_INFINITY;
    const { squares, scale } = this.scaled;
    const square = squares[this.queries[query]];
    const reach = distance * scale * scale;
    // The other is no longer than the point that asks and the distance together.
    return reach - square + this.error * (2 * Math.sqrt(square) + Math.sqrt(reach)) ** 2;
  }
}

function squaredDistance({ values, size }: Points, a: number, b: number): number {
  let sum = 0;
  for (let j = 0, x = a * size, y = b * size; j < size; j++) {
    const difference = values[x + j] - values[y + j];
    sum += difference * difference;
  }
  return sum;
}
