import { z } from 'zod';
import { InputError } from '../../base/errors';
import type { Table } from '../../data/table';
import type { TabularModel } from '../baseline';
import type { TreeEnsemble } from '../treeEnsemble';
import {
  addTree,
  type ClassificationTree,
  importancesOf,
  loadTree,
  savedTreeSchema,
  saveTree,
} from './classificationTree';

export const savedForestSchema = z.strictObject({
  columns: z.array(z.string()),
  trees: z.array(savedTreeSchema).min(1),
});

/** The mean of the shares of positives in the leaves of one tree or several. */
export class TreesModel implements TabularModel {
  constructor(
    private readonly columns: readonly string[],
    private readonly trees: readonly ClassificationTree[],
  ) {}

  static load({ columns, trees }: z.output<typeof savedForestSchema>): TreesModel {
    return new TreesModel(columns, trees.map(loadTree));
  }

  /** @throws InputError when the table's columns are not the model's */
  predict(table: Table): Float32Array {
    if (table.columns.join() !== this.columns.join())
      throw new InputError(`columns ${table.columns.join(', ')}`, undefined, this.columns.join(', '));
    const scores = new Float64Array(table.rows);
    for (const tree of this.trees) addTree(tree, table, 1 / this.trees.length, scores);
    // The sum of many shares of 1 may end a rounding error above 1.
    return Float32Array.from(scores, (score) => Math.min(1, score));
  }

  get ensemble(): TreeEnsemble {
    const { columns, trees } = this;
    return { columns, trees, offset: 0, rate: 1 / trees.length, scale: 'probability' };
  }

  get diagnostics() {
    const leaves = this.trees.reduce((sum, { value }) => sum + value.length, 0);
    return { trees: this.trees.length, leaves, importances: importancesOf(this.trees, this.columns) };
  }

  toJSON() {
    return { columns: this.columns, trees: this.trees.map(saveTree) };
  }
}
