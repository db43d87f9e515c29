import type { z } from 'zod';
import type { Component } from '../base/component';
import type { Table } from '../data/table';
import type { TreeEnsemble } from './treeEnsemble';

/** Rows with their labels, and weights where they differ from 1. */
export interface LabelledTable {
  readonly table: Table;
  readonly label: Uint8Array;
  readonly weight?: Float32Array;
}

/** A trained tabular model. */
export interface TabularModel {
  /** Probabilities of the positive class, [rows]. */
  predict(table: Table): Float32Array;
  /** What training reports: trees, importances, coefficients. */
  readonly diagnostics: Readonly<Record<string, unknown>>;
  toJSON(): unknown;
  /** The trees that it sums, where it does: what exact explanations read. */
  readonly ensemble?: TreeEnsemble;
}

/** A learner on tables of features. */
export interface Baseline<Options extends z.ZodObject = z.ZodObject, Saved extends z.ZodObject = z.ZodObject>
  extends Component<Options> {
  readonly saved: Saved;
  /** The option that says how many trees it grows at most. */
  readonly resource?: string;
  /** @param validation decides when to stop, nothing else */
  fit(train: LabelledTable, validation: LabelledTable, options: z.output<Options>, seed: number): TabularModel;
  load(saved: z.output<Saved>): TabularModel;
}
