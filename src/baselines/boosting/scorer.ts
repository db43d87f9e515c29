import { ownKernels } from '../../kernels/compiled';
import { type BinnedTable, MISSING } from './bins';
import type { Tree } from './tree';

/** Leaves per mask; a larger tree takes several passes. */
const LEAVES = 32;
const BINS = 256;
const BLOCK = 2048;

/**
 * Sums of trees over the rows of a table, tree by tree. No row descends a tree: of each feature a tree asks
 * about, a bin leaves some of its leaves reachable, kept as bits, and the one leaf that all of a row's bins leave
 * is its leaf (after QuickScorer; Lucchese et al., SIGIR 2015). The compiled kernel, where there is one, gives
 * the same bits as plain TypeScript; what it reads lies in its memory.
 */
export class TreeScorer {
  /** [rows], log-odds. */
  readonly scores: Float64Array;
  private readonly kernels = ownKernels();
  private readonly stride: number;
  private readonly bins: Uint8Array;
  private readonly features: Int32Array;
  private readonly masks: Int32Array;
  /** Of each leaf's bit, by 32 − its leading zeros; 0 where no bit is left. */
  private readonly steps: Float64Array;
  private readonly scratch: Int32Array;

  constructor(
    private readonly table: BinnedTable,
    initScore: number,
  ) {
    const { kernels } = this;
    const { rows } = table;
    const columns = table.bins.length;
    this.stride = 4 * Math.ceil(rows / 4);
    kernels?.reserve((columns * this.stride) / 4 + columns * (1 + BINS) + BLOCK + 2 * (LEAVES + 1 + rows), 6);
    this.bins = kernels?.bytes(columns * this.stride).view ?? new Uint8Array(columns * this.stride);
    this.features = kernels?.ints(columns).view ?? new Int32Array(columns);
    this.masks = kernels?.ints(columns * BINS).view ?? new Int32Array(columns * BINS);
    this.steps = kernels?.doubles(LEAVES + 1).view ?? new Float64Array(LEAVES + 1);
    this.scores = kernels?.doubles(rows).view ?? new Float64Array(rows);
    this.scratch = kernels?.ints(BLOCK).view ?? new Int32Array(BLOCK);
    table.bins.forEach((column, c) => {
      this.bins.set(column, c * this.stride);
    });
    this.scores.fill(initScore);
  }

  /** Adds `rate` times the value of each row's leaf. */
  add(tree: Tree, rate: number): void {
    for (let first = 0; first < tree.value.length; first += LEAVES) {
      const width = this.prepare(tree, first);
      this.steps.fill(0);
      for (let l = first; l < Math.min(first + LEAVES, tree.value.length); l++)
        this.steps[l - first + 1] = rate * tree.value[l];
      this.addSteps(width);
    }
  }

  /**
   * Lays out which of the leaves `first … first + 31` each bin of the tree's features leaves.
   * @returns the number of features
   */
  private prepare(tree: Tree, first: number): number {
    const { features, masks } = this;
    const place = new Map<number, number>();
    const allLeaves = tree.value.length - first >= LEAVES ? -1 : (1 << (tree.value.length - first)) - 1;
    // The leaves under a node, and on the way the masks of the nodes.
    const under = (node: number): number => {
      if (node < 0) return ~node >= first && ~node < first + LEAVES ? 1 << (~node - first) : 0;
      const left = under(tree.left[node]);
      const right = under(tree.right[node]);
      const feature = tree.feature[node];
      if (!place.has(feature)) {
        features[place.size] = feature;
        masks.fill(allLeaves, place.size * BINS, (place.size + 1) * BINS);
        place.set(feature, place.size);
      }
      const at = place.get(feature)! * BINS;
      for (let bin = 0; bin < BINS; bin++) {
        const goesLeft = bin === MISSING ? tree.missingLeft[node] === 1 : bin <= tree.bin[node];
        masks[at + bin] &= ~(goesLeft ? right : left);
      }
      return left | right;
    };
    if (tree.feature.length) under(0);
    else {
      // A single leaf: any feature will do, and all of its bins leave it.
      features[0] = 0;
      masks.fill(allLeaves, 0, BINS);
    }
    return Math.max(1, place.size);
  }

  private addSteps(width: number): void {
    const { kernels, table, bins, stride, features, masks, steps, scores, scratch } = this;
    if (kernels) {
      kernels.run.addTree(
        table.rows,
        bins.byteOffset,
        stride,
        features.byteOffset,
        width,
        masks.byteOffset,
        steps.byteOffset,
        scores.byteOffset,
        scratch.byteOffset,
      );
      return;
    }
    for (let from = 0; from < table.rows; from += BLOCK) {
      const count = Math.min(BLOCK, table.rows - from);
      scratch.fill(-1);
      for (let f = 0; f < width; f++) {
        const column = features[f] * stride + from;
        for (let i = 0; i < count; i++) scratch[i] &= masks[f * BINS + bins[column + i]];
      }
      for (let i = 0; i < count; i++) scores[from + i] += steps[LEAVES - Math.clz32(scratch[i])];
    }
  }
}
