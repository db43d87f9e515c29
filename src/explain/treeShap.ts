import { InputError } from '../base/errors';
import type { TreeEnsemble } from '../baselines/treeEnsemble';
import type { Table } from '../data/table';
import type { Attributions } from './attributions';
import { gaussLegendre } from './quadrature';
import { type Condition, type LeafPath, pathsOf } from './treePaths';

/** Paths of at most so many features keep what they computed for each set of passed conditions. */
const KEPT_FEATURES = 12;

/**
 * Exact SHAP values of sums of trees, path-dependent: where a feature is not known, a tree sends a row down both sides in
 * proportion to the training rows that went there (Lundberg, Erion and Lee, arXiv:1802.03888, 2018). A missing value is
 * a value, and goes where the tree sends it.
 *
 * A leaf pays v where all conditions of its path pass. With the set A of conditions that a row passes, and shares r_j of
 * the training rows, the value of its path in a coalition S is v Π_{j ∈ S} [j ∈ A] Π_{j ∉ S} r_j, a product over features.
 * The Shapley values of products are integrals of polynomials (Owen, Management Science 1972):
 *
 *   φ_i = v ([i ∈ A] − r_i) ∫₀¹ Π_{j ≠ i} (t [j ∈ A] + (1 − t) r_j) dt
 *
 * which Gauss–Legendre quadrature with half as many nodes as features computes exactly. They depend on A alone, so rows
 * that pass the same conditions share them.
 * @throws InputError when the table's columns are not the model's
 */
export function treeShap(ensemble: TreeEnsemble, table: Table): Attributions {
  const { columns, trees, offset, rate, scale } = ensemble;
  if (table.columns.join() !== columns.join())
    throw new InputError(`columns ${table.columns.join(', ')}`, undefined, columns.join(', '));
  const summer = new PathSummer(table);
  let base = offset;
  for (const tree of trees)
    for (const path of pathsOf(tree)) {
      base += rate * path.value * path.conditions.reduce((product, { share }) => product * share, 1);
      if (path.conditions.length) summer.add(path, rate);
    }
  return { columns, rows: table.rows, base, scale, values: summer.values };
}

/** Adds up the contributions of paths over the rows of a table. */
class PathSummer {
  readonly values: Float64Array;
  /** The table column by column. */
  private readonly columns: readonly Float32Array[];
  /** Which of a path's conditions each row passes: of few conditions as bits [rows], of many as bytes [conditions, rows]. */
  private readonly passed: Int32Array;
  private readonly kept = new Float64Array(KEPT_FEATURES * 2 ** KEPT_FEATURES);
  private readonly isKept = new Uint8Array(2 ** KEPT_FEATURES);

  constructor(private readonly table: Table) {
    const { rows, values } = table;
    const F = table.columns.length;
    this.values = new Float64Array(rows * F);
    this.passed = new Int32Array(rows);
    this.columns = table.columns.map((_, f) => {
      const column = new Float32Array(rows);
      for (let row = 0; row < rows; row++) column[row] = values[row * F + f];
      return column;
    });
  }

  add(path: LeafPath, rate: number): void {
    if (path.conditions.length <= KEPT_FEATURES) this.addShared(path, rate);
    else this.addEach(path, rate);
  }

  /** Computes contributions once for each set of conditions that some row passes. */
  private addShared({ value, conditions }: LeafPath, rate: number): void {
    const { values, passed, kept, isKept } = this;
    const { rows } = this.table;
    const F = this.table.columns.length;
    const D = conditions.length;
    passed.fill(0);
    conditions.forEach((condition, c) => {
      markPassing(condition, this.columns[condition.feature], 1 << c, passed);
    });
    isKept.fill(0, 0, 1 << D);
    const features = Int32Array.from(conditions, ({ feature }) => feature);
    const shares = new PathShares(conditions);
    for (let row = 0; row < rows; row++) {
      const set = passed[row];
      if (!isKept[set]) {
        isKept[set] = 1;
        for (let c = 0; c < D; c++) shares.passes[c] = (set >>> c) & 1;
        shares.compute(rate * value, kept.subarray(set * D, (set + 1) * D));
      }
      for (let c = 0; c < D; c++) values[row * F + features[c]] += kept[set * D + c];
    }
  }

  /** Computes contributions row by row: there are more sets of many conditions than rows. */
  private addEach({ value, conditions }: LeafPath, rate: number): void {
    const { values } = this;
    const { rows } = this.table;
    const F = this.table.columns.length;
    const passes = conditions.map((condition) => {
      const passed = new Int32Array(rows);
      markPassing(condition, this.columns[condition.feature], 1, passed);
      return passed;
    });
    const shares = new PathShares(conditions);
    const contributions = new Float64Array(conditions.length);
    for (let row = 0; row < rows; row++) {
      for (let c = 0; c < passes.length; c++) shares.passes[c] = passes[c][row];
      shares.compute(rate * value, contributions);
      for (let c = 0; c < passes.length; c++) values[row * F + conditions[c].feature] += contributions[c];
    }
  }
}

/** Sets a bit of the rows whose value passes. */
function markPassing({ low, high, missingPasses }: Condition, x: Float32Array, bit: number, passed: Int32Array): void {
  const isOpen = low === Number.NEGATIVE_INFINITY;
  for (let row = 0; row < passed.length; row++) {
    const value = x[row];
    // A missing value compares with nothing, not even itself.
    if ((value <= high && (isOpen || value > low)) || (missingPasses && Number.isNaN(value))) passed[row] |= bit;
  }
}

/** The contributions of the conditions of one path, by which of them pass. */
class PathShares {
  /** 1 for a condition that passes, 0 for one that does not. */
  readonly passes: Uint8Array;
  private readonly share: Float64Array;

  constructor(conditions: readonly Condition[]) {
    this.share = Float64Array.from(conditions, ({ share }) => share);
    this.passes = new Uint8Array(conditions.length);
  }

  /** Writes φ of each condition for a leaf that pays `value`, [conditions]. */
  compute(value: number, out: Float64Array): void {
    const { passes, share } = this;
    const D = share.length;
    let failing = 0;
    let failingShare = value;
    for (let c = 0; c < D; c++)
      if (!passes[c]) {
        failing++;
        failingShare *= share[c];
      }
    const { nodes, weights } = gaussLegendre(Math.ceil(D / 2));
    let integralOfFailing = 0;
    out.fill(0);
    for (let q = 0; q < nodes.length; q++) {
      const t = nodes[q];
      let product = weights[q] * (1 - t) ** failing;
      for (let c = 0; c < D; c++) if (passes[c]) product *= t + (1 - t) * share[c];
      for (let c = 0; c < D; c++) if (passes[c]) out[c] += product / (t + (1 - t) * share[c]);
      integralOfFailing += product / (1 - t);
    }
    // The shares of all failing conditions are factors, so each of these gets the same.
    for (let c = 0; c < D; c++)
      out[c] = passes[c] ? (1 - share[c]) * failingShare * out[c] : -failingShare * integralOfFailing;
  }
}
