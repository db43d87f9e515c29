import { nearerOf, type Origins } from '../imbalance/resampling/origins';
import type { WindowInputs } from './model';

/**
 * The windows of resampled examples: an example that lies between two has a window of its own, the others keep theirs. Its
 * steps are those of the nearer of the two, with their lines and items; a step's numbers lie between both where both have
 * one.
 */
export function blendWindows<Inputs extends WindowInputs>(inputs: Inputs, origins: Origins): Inputs {
  const { windows, itemRows, lines, categories } = inputs;
  const { length: T, count } = windows;
  const of = nearerOf(origins).map((row) => windows.of[row]);
  const made = Int32Array.from(of.keys()).filter((i) => origins.gap[i] !== 0);
  /** The steps that are copied behind the others. */
  const steps = new Int32Array(made.length * T);
  const customers = made.map((i) => windows.customers[of[i]]);
  made.forEach((i, m) => {
    for (let t = 0; t < T; t++) steps[m * T + t] = of[i] * T + t;
    of[i] = count + m;
  });
  const { starts, copied } = copyLines(windows.starts, steps);
  const withLines = (values: Int32Array) =>
    joined(
      Int32Array,
      values,
      copied.map((line) => values[line]),
    );
  const withNumbers = (values: Float32Array) => joined(Float32Array, values, blendSteps(values, inputs, origins, made));
  return {
    ...inputs,
    windows: {
      ...windows,
      count: count + made.length,
      of,
      customers: joined(Int32Array, windows.customers, customers),
      numeric: withNumbers(windows.numeric),
      mask: joined(
        Float32Array,
        windows.mask,
        Float32Array.from(steps, (step) => windows.mask[step]),
      ),
      starts,
      items: withLines(windows.items),
      events: withLines(windows.events),
    },
    numeric: withNumbers(inputs.numeric),
    itemRows: withLines(itemRows),
    lines: lines && { ...lines, row: withLines(lines.row) },
    categories: categories?.map(withLines),
  };
}

/** The numbers of each example's steps, [n, T, F]; 0, the mean, where there is no step. */
export function stepNumbers({ windows, numeric }: WindowInputs): Float32Array {
  const { of, mask, length: T, columns } = windows;
  const F = columns.length;
  const values = new Float32Array(of.length * T * F);
  for (let i = 0; i < of.length; i++)
    for (let t = 0; t < T; t++) {
      const step = of[i] * T + t;
      if (mask[step]) values.set(numeric.subarray(step * F, (step + 1) * F), (i * T + t) * F);
    }
  return values;
}

/** @param values of the steps, [W, T, F] @param made examples that lie between two @returns theirs, [made, T, F] */
function blendSteps(values: Float32Array, { windows }: WindowInputs, origins: Origins, made: Int32Array): Float32Array {
  const { of, mask, length: T, columns } = windows;
  const { first, second, gap, copied } = origins;
  const F = columns.length;
  const blended = new Float32Array(made.length * T * F);
  made.forEach((i, m) => {
    const [near, far] = gap[i] > 0.5 ? [second[i], first[i]] : [first[i], second[i]];
    const share = Math.min(gap[i], 1 - gap[i]);
    for (let t = 0; t < T; t++) {
      const a = of[near] * T + t;
      const b = mask[of[far] * T + t] ? of[far] * T + t : a;
      for (let f = 0; f < F; f++)
        blended[(m * T + t) * F + f] = values[a * F + f] + share * (values[b * F + f] - values[a * F + f]);
    }
    copied?.columns.forEach((column, c) => {
      const from = of[copied.rows[i * copied.columns.length + c]];
      const hasStep = mask[from * T + Math.floor(column / F)];
      blended[m * T * F + column] = values[(hasStep ? from : of[near]) * T * F + column];
    });
  });
  return blended;
}

/** Lines of all steps and of copied ones behind them: where each step's begin, and which lines are copied. */
function copyLines(starts: Int32Array, steps: Int32Array): { starts: Int32Array; copied: Int32Array } {
  const count = starts.length - 1;
  const all = new Int32Array(starts.length + steps.length);
  all.set(starts);
  steps.forEach((step, s) => {
    all[count + s + 1] = all[count + s] + starts[step + 1] - starts[step];
  });
  const copied = new Int32Array(all[all.length - 1] - starts[count]);
  steps.forEach((step, s) => {
    for (let line = starts[step]; line < starts[step + 1]; line++)
      copied[all[count + s] - starts[count] + line - starts[step]] = line;
  });
  return { starts: all, copied };
}

function joined<A extends Int32Array | Float32Array>(kind: new (size: number) => A, a: A, b: A): A {
  const both = new kind(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}
