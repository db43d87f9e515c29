import type { z } from 'zod';
import type { Table } from '../data/table';

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
}

/** A learner on tables of features. */
export interface Baseline<O extends z.ZodObject = z.ZodObject, S extends z.ZodObject = z.ZodObject> {
  readonly name: string;
  readonly options: O;
  readonly saved: S;
  /** @param validation decides when to stop, nothing else */
  fit(train: LabelledTable, validation: LabelledTable, options: z.output<O>, seed: number): TabularModel;
  load(saved: z.output<S>): TabularModel;
}
