import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LabelledTable } from '../../src/baselines/baseline';

interface Scores {
  readonly auc: number;
  readonly averagePrecision: number;
}

/** What scikit-learn and LightGBM say about one small table; made by test/fixtures/baselines.py. */
interface Reference {
  readonly train: number;
  readonly validation: number;
  readonly values: readonly number[][];
  readonly label: readonly number[];
  readonly weight: readonly number[];
  /** [row, column] of the values that are missing where holes are asked for. */
  readonly missing: readonly [number, number][];
  readonly logistic: readonly {
    readonly c: number;
    readonly weighted: boolean;
    readonly missing: boolean;
    readonly coefficients: readonly number[];
    readonly intercept: number;
    /** Of the first rows of the test part. */
    readonly probability: readonly number[];
  }[];
  /** Scores on the test part, one pair a seed. */
  readonly boosting: { readonly complete: readonly Scores[]; readonly missing: readonly Scores[] };
  /** LightGBM without any draws on the first rows, few enough that each value has its bin. */
  readonly exact: readonly {
    readonly missing: boolean;
    readonly weighted: boolean;
    readonly probability: readonly number[];
    /** Total gain by column. */
    readonly gain: readonly number[];
  }[];
}

export const reference: Reference = JSON.parse(readFileSync(join(__dirname, '../fixtures/baselines.json'), 'utf8'));

export const columns = reference.values[0].map((_, column) => `x${column}`);

/** The reference's table in its three parts. */
export function parts({ holes = false, weighted = false } = {}) {
  const values = Float32Array.from(reference.values.flat());
  if (holes) for (const [row, column] of reference.missing) values[row * columns.length + column] = Number.NaN;
  const part = (from: number, to: number): LabelledTable => ({
    table: { rows: to - from, columns, values: values.slice(from * columns.length, to * columns.length) },
    label: Uint8Array.from(reference.label.slice(from, to)),
    weight: weighted ? Float32Array.from(reference.weight.slice(from, to)) : undefined,
  });
  const { train, validation } = reference;
  return {
    train: part(0, train),
    validation: part(train, train + validation),
    test: part(train + validation, reference.values.length),
  };
}

/** The first rows alone. */
export function head({ table, label, weight }: LabelledTable, rows: number): LabelledTable {
  const values = table.values.slice(0, rows * table.columns.length);
  return { table: { ...table, rows, values }, label: label.slice(0, rows), weight: weight?.slice(0, rows) };
}

/** The same examples without weights, each as often as its (whole) weight says. */
export function repeated({ table, label, weight }: LabelledTable): LabelledTable {
  const rows = Array.from(label.keys()).flatMap((row) => new Array<number>(weight?.[row] ?? 1).fill(row));
  const width = table.columns.length;
  const values = rows.flatMap((row) => [...table.values.subarray(row * width, (row + 1) * width)]);
  return {
    table: { rows: rows.length, columns: table.columns, values: Float32Array.from(values) },
    label: Uint8Array.from(rows, (row) => label[row]),
  };
}
