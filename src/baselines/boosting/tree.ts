import { type BinnedTable, MISSING } from './bins';
import { HistogramCounter, LANES, STRIDE, subtract } from './histogram';

export interface TreeOptions {
  readonly numLeaves: number;
  readonly minSamplesLeaf: number;
  /** Minimum sum of second derivatives in a leaf. */
  readonly minChildWeight: number;
  /** λ, added to a leaf's sum of second derivatives. */
  readonly l2: number;
}

/** A tree as parallel arrays; node 0 is the root, and a child c < 0 stands for leaf ~c. */
export interface Tree {
  readonly feature: Int32Array;
  /** Values up to bin `bin` go left. */
  readonly bin: Int32Array;
  readonly missingLeft: Uint8Array;
  readonly left: Int32Array;
  readonly right: Int32Array;
  readonly gain: Float64Array;
  /** Value of each leaf. */
  readonly value: Float64Array;
  /** Number of the rows grown on in each leaf. */
  readonly cover: Float64Array;
}

interface Split {
  gain: number;
  feature: number;
  bin: number;
  missingLeft: boolean;
  /** Sums over the rows that go left. */
  gradient: number;
  hessian: number;
}

/** A leaf while the tree grows: its rows are `rows[from … to)`. */
interface Leaf {
  readonly from: number;
  readonly to: number;
  readonly gradient: number;
  readonly hessian: number;
  readonly histogram: Float64Array;
  readonly best: Split;
  /** The leaf's parent node and side. */
  readonly parent: number;
  readonly isLeft: boolean;
}

/**
 * Grows trees leaf by leaf, always splitting the leaf that gains most (Ke et al., LightGBM, NeurIPS 2017),
 * from histograms of the gradients; of two siblings only the smaller is counted, the other is the
 * difference to their parent. Scratch memory is kept between trees.
 */
export class TreeGrower {
  private readonly counter: HistogramCounter;
  private readonly spare: Int32Array;

  constructor(
    private readonly table: BinnedTable,
    private readonly options: TreeOptions,
  ) {
    this.counter = new HistogramCounter(table, options.numLeaves);
    this.spare = new Int32Array(table.rows);
  }

  /**
   * @param sample the rows to learn from
   * @param features the columns that may be split on
   */
  grow(sample: Int32Array, features: Int32Array, gradient: Float32Array, hessian: Float32Array): Tree {
    const rows = this.counter.rows.subarray(0, sample.length);
    rows.set(sample);
    const { numLeaves, l2 } = this.options;
    const nodes = numLeaves - 1;
    const tree = {
      feature: new Int32Array(nodes),
      bin: new Int32Array(nodes),
      missingLeft: new Uint8Array(nodes),
      left: new Int32Array(nodes),
      right: new Int32Array(nodes),
      gain: new Float64Array(nodes),
    };
    const histogram = this.counter.count(0, rows.length, features, gradient, hessian);
    const [g, h] = sums(gradient, hessian, rows);
    const leaves: Leaf[] = [
      {
        from: 0,
        to: rows.length,
        gradient: g,
        hessian: h,
        histogram,
        best: this.bestSplit(histogram, features, g, h, rows.length),
        parent: -1,
        isLeft: true,
      },
    ];
    let used = 0;
    while (leaves.length < numLeaves) {
      let at = 0;
      for (let l = 1; l < leaves.length; l++) if (leaves[l].best.gain > leaves[at].best.gain) at = l;
      const leaf = leaves[at];
      if (leaf.best.gain <= 0) break;
      const node = used++;
      const { feature, bin, missingLeft, gain } = leaf.best;
      tree.feature[node] = feature;
      tree.bin[node] = bin;
      tree.missingLeft[node] = missingLeft ? 1 : 0;
      tree.gain[node] = gain;
      if (leaf.parent >= 0) (leaf.isLeft ? tree.left : tree.right)[leaf.parent] = node;
      const middle = partition(rows, leaf.from, leaf.to, this.table.bins[feature], sides(bin, missingLeft), this.spare);
      const [left, right] = this.children(leaf, middle, node, features, gradient, hessian);
      leaves[at] = left;
      leaves.push(right);
    }
    const value = new Float64Array(leaves.length);
    const cover = Float64Array.from(leaves, ({ from, to }) => to - from);
    leaves.forEach((leaf, l) => {
      value[l] = -leaf.gradient / (leaf.hessian + l2);
      if (leaf.parent >= 0) (leaf.isLeft ? tree.left : tree.right)[leaf.parent] = ~l;
      this.counter.giveBack(leaf.histogram);
    });
    return {
      feature: tree.feature.slice(0, used),
      bin: tree.bin.slice(0, used),
      missingLeft: tree.missingLeft.slice(0, used),
      left: tree.left.slice(0, used),
      right: tree.right.slice(0, used),
      gain: tree.gain.slice(0, used),
      value,
      cover,
    };
  }

  private bestSplit(histogram: Float64Array, features: Int32Array, g: number, h: number, count: number): Split {
    const { minSamplesLeaf, minChildWeight, l2 } = this.options;
    const best: Split = { gain: 0, feature: -1, bin: 0, missingLeft: false, gradient: 0, hessian: 0 };
    if (count < 2 * minSamplesLeaf) return best;
    const unsplit = (g * g) / (h + l2);
    for (const feature of features) {
      const start = feature * STRIDE;
      const missing = start + MISSING * LANES;
      for (const missingLeft of histogram[missing + 2] > 0 ? [false, true] : [false]) {
        let gl = missingLeft ? histogram[missing] : 0;
        let hl = missingLeft ? histogram[missing + 1] : 0;
        let cl = missingLeft ? histogram[missing + 2] : 0;
        for (let bin = 0; bin < MISSING; bin++) {
          const at = start + bin * LANES;
          if (histogram[at + 2] === 0) continue;
          gl += histogram[at];
          hl += histogram[at + 1];
          cl += histogram[at + 2];
          if (cl < minSamplesLeaf || hl < minChildWeight) continue;
          if (count - cl < minSamplesLeaf || h - hl < minChildWeight) break;
          const gain = (gl * gl) / (hl + l2) + ((g - gl) * (g - gl)) / (h - hl + l2) - unsplit;
          if (gain > best.gain) {
            best.gain = gain;
            best.feature = feature;
            best.bin = bin;
            best.missingLeft = missingLeft;
            best.gradient = gl;
            best.hessian = hl;
          }
        }
      }
    }
    return best;
  }

  private children(
    leaf: Leaf,
    middle: number,
    node: number,
    features: Int32Array,
    gradient: Float32Array,
    hessian: Float32Array,
  ): [Leaf, Leaf] {
    const leftIsSmaller = middle - leaf.from <= leaf.to - middle;
    const [from, to] = leftIsSmaller ? [leaf.from, middle] : [middle, leaf.to];
    const small = this.counter.count(from, to, features, gradient, hessian);
    const large = leaf.histogram;
    subtract(large, small, features);
    const make = (isLeft: boolean): Leaf => {
      const g = isLeft ? leaf.best.gradient : leaf.gradient - leaf.best.gradient;
      const h = isLeft ? leaf.best.hessian : leaf.hessian - leaf.best.hessian;
      const [first, last] = isLeft ? [leaf.from, middle] : [middle, leaf.to];
      const histogram = isLeft === leftIsSmaller ? small : large;
      const best = this.bestSplit(histogram, features, g, h, last - first);
      return { from: first, to: last, gradient: g, hessian: h, histogram, best, parent: node, isLeft };
    };
    return [make(true), make(false)];
  }
}

function sums(gradient: Float32Array, hessian: Float32Array, rows: Int32Array) {
  let g = 0;
  let h = 0;
  for (let i = 0; i < rows.length; i++) {
    g += gradient[rows[i]];
    h += hessian[rows[i]];
  }
  return [g, h];
}

/** For each bin whether its rows go left, 1, or right, 0. */
function sides(bin: number, missingLeft: boolean): Uint8Array {
  const left = new Uint8Array(256).fill(1, 0, bin + 1);
  left[MISSING] = missingLeft ? 1 : 0;
  return left;
}

/**
 * Puts those of `rows[from … to)` that go left in front of the others, both in their order.
 * @returns where the others begin
 */
function partition(
  rows: Int32Array,
  from: number,
  to: number,
  bins: Uint8Array,
  left: Uint8Array,
  spare: Int32Array,
): number {
  let lefts = from;
  let rights = 0;
  // Each row is written to both sides, and one of them advances: no branch to mispredict.
  for (let i = from; i < to; i++) {
    const row = rows[i];
    const isLeft = left[bins[row]];
    rows[lefts] = row;
    spare[rights] = row;
    lefts += isLeft;
    rights += 1 - isLeft;
  }
  rows.set(spare.subarray(0, rights), lefts);
  return lefts;
}
