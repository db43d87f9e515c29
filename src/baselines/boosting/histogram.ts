import { ownKernels } from '../../kernels/compiled';
import type { BinnedTable } from './bins';

/** Numbers per bin: gradient, hessian, number of rows, and padding. */
export const LANES = 4;
export const STRIDE = 256 * LANES;

/**
 * Counts histograms of a table's rows, [columns, 256, LANES]. The compiled kernel, where there is one, gives the
 * same bits as plain TypeScript; what it reads lies in its memory.
 */
export class HistogramCounter {
  /** Room for the rows of one tree, which its grower orders by leaf. */
  readonly rows: Int32Array;
  private readonly bins: Uint8Array;
  /** Gradient and hessian of each row that is counted, in the order of counting. */
  private readonly derivatives: Float32Array;
  private readonly features: Int32Array;
  private readonly spare: Float64Array[];
  private readonly kernels = ownKernels();

  /** @param most maximum number of histograms in use at once */
  constructor(
    private readonly table: BinnedTable,
    most: number,
  ) {
    const { kernels } = this;
    const rows = table.rows;
    const columns = table.bins.length;
    const size = columns * STRIDE;
    kernels?.reserve(Math.ceil((columns * rows) / 4) + 3 * rows + columns + 2 * most * size, 4 + most);
    this.bins = kernels?.bytes(columns * rows).view ?? new Uint8Array(columns * rows);
    this.rows = kernels?.ints(rows).view ?? new Int32Array(rows);
    this.derivatives = kernels?.floats(2 * rows).view ?? new Float32Array(2 * rows);
    this.features = kernels?.ints(columns).view ?? new Int32Array(columns);
    this.spare = Array.from({ length: most }, () => kernels?.doubles(size).view ?? new Float64Array(size));
    table.bins.forEach((column, c) => {
      this.bins.set(column, c * rows);
    });
  }

  /** The histogram of `rows[from … to)` for the columns `features`; must be given back. */
  count(from: number, to: number, features: Int32Array, gradient: Float32Array, hessian: Float32Array): Float64Array {
    const { rows, derivatives } = this;
    const histogram = this.spare.pop();
    if (!histogram) throw new Error('more histograms are in use than were reserved');
    for (let i = from, at = 0; i < to; i++) {
      derivatives[at++] = gradient[rows[i]];
      derivatives[at++] = hessian[rows[i]];
    }
    if (this.kernels) {
      this.features.set(features);
      this.kernels.run.sumByBin(
        this.bins.byteOffset,
        this.table.rows,
        rows.byteOffset + 4 * from,
        derivatives.byteOffset,
        to - from,
        this.features.byteOffset,
        features.length,
        histogram.byteOffset,
      );
    } else
      for (const feature of features)
        sumByBin(this.table.bins[feature], rows, from, to, derivatives, histogram, feature * STRIDE);
    return histogram;
  }

  giveBack(histogram: Float64Array): void {
    this.spare.push(histogram);
  }
}

/** The compiled kernel in plain TypeScript, for one column; overwrites its sums, which begin at `start`. */
export function sumByBin(
  bins: Uint8Array,
  rows: Int32Array,
  from: number,
  to: number,
  derivatives: Float32Array,
  histogram: Float64Array,
  start: number,
): void {
  histogram.fill(0, start, start + STRIDE);
  for (let i = from, next = 0; i < to; i++, next += 2) {
    const at = start + bins[rows[i]] * LANES;
    histogram[at] += derivatives[next];
    histogram[at + 1] += derivatives[next + 1];
    histogram[at + 2]++;
  }
}

/** Subtracts the histogram of some of a node's rows from that of the node. */
export function subtract(whole: Float64Array, part: Float64Array, features: Int32Array): void {
  for (const feature of features) {
    const end = (feature + 1) * STRIDE;
    for (let at = feature * STRIDE; at < end; at++) whole[at] -= part[at];
  }
}
