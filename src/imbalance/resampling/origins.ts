/**
 * Where the examples of a resampled sample come from: example i is (1 − gap) first + gap second of two examples that were
 * given. One that is taken as it is has a gap of 0. [n] each
 */
export interface Origins {
  readonly first: Int32Array;
  readonly second: Int32Array;
  /** From 0, the first, to 1, the second. */
  readonly gap: Float64Array;
  /** 0 or 1 */
  readonly label: Uint8Array;
  /** Columns that are not blended, but taken from one example each: `rows[i × columns + c]`. For categories. */
  readonly copied?: { readonly columns: Int32Array; readonly rows: Int32Array };
}

/** Examples taken as they are. @param label of all examples that were given */
export function asTheyAre(rows: Int32Array, label: Uint8Array): Origins {
  return {
    first: rows,
    second: rows,
    gap: new Float64Array(rows.length),
    label: Uint8Array.from(rows, (row) => label[row]),
  };
}

/** New examples, each between two that were given. */
export type Made = Omit<Origins, 'label'>;

/** All examples as they are, and new positives. */
export function addPositives(label: Uint8Array, made: Made): Origins {
  const n = label.length;
  const rows = new Int32Array(n);
  for (let i = 0; i < n; i++) rows[i] = i;
  const gap = new Float64Array(n + made.gap.length);
  gap.set(made.gap, n);
  const labels = new Uint8Array(gap.length).fill(1, n);
  labels.set(label);
  const { copied } = made;
  const C = copied?.columns.length ?? 0;
  return {
    first: joined(rows, made.first),
    second: joined(rows, made.second),
    gap,
    label: labels,
    copied: copied && {
      columns: copied.columns,
      rows: joined(
        Int32Array.from({ length: n * C }, (_, i) => Math.floor(i / C)),
        copied.rows,
      ),
    },
  };
}

function joined(a: Int32Array, b: Int32Array): Int32Array {
  const both = new Int32Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}

/** Some of the resampled examples, in the order of `rows`. */
export function pickOrigins({ first, second, gap, label, copied }: Origins, rows: Int32Array): Origins {
  const columns = copied?.columns.length ?? 0;
  return {
    first: rows.map((row) => first[row]),
    second: rows.map((row) => second[row]),
    gap: Float64Array.from(rows, (row) => gap[row]),
    label: Uint8Array.from(rows, (row) => label[row]),
    copied: copied && {
      columns: copied.columns,
      rows: Int32Array.from(
        { length: rows.length * columns },
        (_, i) => copied.rows[rows[Math.floor(i / columns)] * columns + (i % columns)],
      ),
    },
  };
}

/** The same examples, for columns [from, to) alone. */
export function originsOfColumns(origins: Origins, from: number, to: number): Origins {
  const { copied } = origins;
  if (!copied) return origins;
  const all = copied.columns.length;
  const inside = [...copied.columns.keys()].filter((c) => copied.columns[c] >= from && copied.columns[c] < to);
  return {
    ...origins,
    copied: {
      columns: Int32Array.from(inside, (c) => copied.columns[c] - from),
      rows: Int32Array.from(
        { length: origins.label.length * inside.length },
        (_, i) => copied.rows[Math.floor(i / inside.length) * all + inside[i % inside.length]],
      ),
    },
  };
}

/** Whether no example is blended: each is one that was given. */
export function areAsGiven({ gap }: Origins): boolean {
  return gap.every((value) => value === 0);
}

/** For each example the one of its two that lies nearer, of which all is taken that cannot be blended; [n] */
export function nearerOf({ first, second, gap }: Origins): Int32Array {
  return first.map((row, i) => (gap[i] > 0.5 ? second[i] : row));
}

/** What stands between two numbers of which one may be missing. */
function oneOf(x: number, y: number, share: number): number {
  return Number.isNaN(x) ? y : Number.isNaN(y) ? x : x + share * (y - x);
}

/**
 * The numbers of resampled examples. Where one of the two has none (NaN), the other's stands for both.
 * @param values of the examples that were given, `size` an example, row-major
 */
export function blend({ first, second, gap, copied }: Origins, values: Float32Array, size: number): Float32Array {
  const n = first.length;
  const blended = new Float32Array(n * size);
  for (let i = 0; i < n; i++) {
    const a = first[i] * size;
    const b = second[i] * size;
    const to = i * size;
    const share = gap[i];
    if (share === 0) {
      for (let j = 0; j < size; j++) blended[to + j] = values[a + j];
      continue;
    }
    for (let j = 0; j < size; j++) {
      const x = values[a + j];
      const y = values[b + j];
      const between = x + share * (y - x);
      // Of finite numbers no sum is NaN.
      blended[to + j] = Number.isNaN(between) ? oneOf(x, y, share) : between;
    }
  }
  if (copied) {
    const { columns, rows } = copied;
    for (let i = 0; i < rows.length; i++) {
      const column = columns[i % columns.length];
      blended[Math.floor(i / columns.length) * size + column] = values[rows[i] * size + column];
    }
  }
  return blended;
}
