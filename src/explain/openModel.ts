import * as tf from '@tensorflow/tfjs-core';
import { InputError } from '../base/errors';
import type { AsOf } from '../data/asOf';
import type { Table } from '../data/table';
import type { FusedModel, Prepared } from '../fusion/model';
import { applyStack } from '../fusion/stacking';
import { correctPrior } from '../imbalance/prior';
import type { FittedNetwork } from '../learners/fused';
import type { FittedStack } from '../learners/stack';
import type { FittedTabular } from '../learners/tabular';
import type { Encoding } from '../nn/encoding';
import type { FittedModel } from '../training/learner';
import { preparedOf } from './prepared';

/** Rows of which each input may come from another example. */
export interface Mixture {
  /** The examples that are explained, and those that lend the inputs that are unknown; [m] each. */
  readonly own: Int32Array;
  readonly donor: Int32Array;
  /** 1 for an input that is the example's own, row-major [m, inputs]. */
  readonly taken: Uint8Array;
}

/** A trained model whose inputs, on some examples, can be exchanged one by one. */
export interface OpenModel {
  /** Columns of features; a sequence or a graph is one input. */
  readonly inputs: readonly string[];
  /** Their values on the examples, NaN where an input is no number. */
  readonly table: Table;
  /** The inputs that belong together, such as a branch's columns, by name; every input is in one group. */
  readonly groups: ReadonlyMap<string, readonly number[]>;
  /** Probabilities of mixed rows, [m]. */
  predict(mixture: Mixture): Float32Array;
}

/**
 * Opens a trained model on some examples.
 * @throws InputError for a model that reads no inputs, such as the majority's
 */
export function openModel(model: FittedModel, asOf: AsOf): OpenModel {
  if (isTabular(model)) return openTabular(model, asOf);
  if (isNetwork(model)) return openNetwork(model, asOf);
  if (isStack(model)) return openStack(model, asOf);
  throw new InputError('the model cannot be opened', 'explanation', 'a baseline on features, a fused model or a stack');
}

export function isTabular(model: FittedModel): model is FittedTabular {
  return 'tabular' in model;
}

export function isNetwork(model: FittedModel): model is FittedNetwork {
  return 'network' in model;
}

export function isStack(model: FittedModel): model is FittedStack {
  return 'members' in model;
}

/** A model on a table alone, opened on its rows. @param predict probabilities of a table of the same columns */
export function openTable(table: Table, predict: (table: Table) => Float32Array): OpenModel {
  if (table.columns.length === 0)
    throw new InputError('the model reads no inputs', 'explanation', 'a model on features, sequences or graphs');
  return {
    inputs: table.columns,
    table,
    groups: new Map([['features', [...table.columns.keys()]]]),
    predict: (mixture) => predict({ ...table, rows: mixture.own.length, values: mixed(table, mixture) }),
  };
}

function openTabular({ tabular, logitShift, tableOf }: FittedTabular, asOf: AsOf): OpenModel {
  return openTable(tableOf(asOf), (table) => correctPrior(tabular.predict(table), logitShift));
}

/** The values of mixed rows, [m, columns]; `from` is the first of the inputs that are the table's columns. */
function mixed({ columns, values }: Table, { own, donor, taken }: Mixture, from = 0): Float32Array {
  const F = columns.length;
  const m = own.length;
  const inputs = taken.length / m;
  const rows = new Float32Array(m * F);
  for (let i = 0; i < m; i++)
    for (let f = 0; f < F; f++) {
      const source = taken[i * inputs + from + f] ? own[i] : donor[i];
      rows[i * F + f] = values[source * F + f];
    }
  return rows;
}

/** Rows that go through a network at a time. */
const CHUNK = 8192;

function openNetwork({ network, logitShift }: FittedNetwork, asOf: AsOf): OpenModel {
  const prepared = preparedOf(network, asOf);
  const parts = network.branches.map(({ name, branch }, b) => {
    const inputs = prepared[b];
    if (!isTable(inputs)) {
      const encode = keptEncodings(network, b, prepared, asOf.size);
      return { name, names: [name], table: undefined, encode };
    }
    const encode = (mixture: Mixture, from: number): Encoding => {
      const mixedInputs: Table = { ...inputs, rows: mixture.own.length, values: mixed(inputs, mixture, from) };
      return branch.forward(mixedInputs, Int32Array.from(mixture.own.keys()), { wantSteps: network.wantSteps });
    };
    return { name, names: inputs.columns, table: inputs, encode };
  });
  const inputs = parts.flatMap(({ names }) => names);
  const starts = parts.map((_, p) => parts.slice(0, p).reduce((sum, { names }) => sum + names.length, 0));
  const F = inputs.length;
  const values = new Float32Array(asOf.size * F).fill(Number.NaN);
  parts.forEach(({ table }, p) => {
    if (!table) return;
    const width = table.columns.length;
    for (let row = 0; row < asOf.size; row++)
      values.set(table.values.subarray(row * width, (row + 1) * width), row * F + starts[p]);
  });
  return {
    inputs,
    table: { rows: asOf.size, columns: inputs, values },
    groups: new Map(parts.map(({ name, names }, p) => [name, names.map((_, f) => starts[p] + f)])),
    predict({ own, donor, taken }) {
      const probabilities = new Float32Array(own.length);
      for (let from = 0; from < own.length; from += CHUNK) {
        const to = Math.min(own.length, from + CHUNK);
        const chunk = {
          own: own.subarray(from, to),
          donor: donor.subarray(from, to),
          taken: taken.subarray(from * F, to * F),
        };
        const logits = tf.tidy(
          () => network.decide(parts.map(({ encode }, p) => encode(chunk, starts[p]))).dataSync() as Float32Array,
        );
        for (let i = 0; i < logits.length; i++) probabilities[from + i] = 1 / (1 + Math.exp(-logits[i] - logitShift));
      }
      return probabilities;
    },
  };
}

/** Whether a branch prepares a table of columns, which can be exchanged one by one. */
function isTable(inputs: unknown): inputs is Table {
  return typeof inputs === 'object' && inputs !== null && 'columns' in inputs && 'values' in inputs && 'rows' in inputs;
}

/** Encodings of a branch that is one input: computed once for all examples, then picked from. */
function keptEncodings(network: FusedModel, b: number, prepared: Prepared, size: number) {
  const { branch } = network.branches[b];
  let kept: { pooled: Float32Array; steps?: Float32Array; mask?: Float32Array; T: number; D: number } | undefined;
  const fill = () => {
    const chunks: { pooled: Float32Array; steps?: Float32Array; mask?: Float32Array }[] = [];
    let [T, D] = [0, 0];
    for (let from = 0; from < size; from += CHUNK) {
      const rows = Int32Array.from({ length: Math.min(CHUNK, size - from) }, (_, i) => from + i);
      tf.tidy(() => {
        const { pooled, steps, mask } = network.encodeOne(b, prepared, rows);
        if (steps) [, T, D] = steps.shape;
        const copy = (tensor: tf.Tensor | undefined) => tensor && (tensor.dataSync() as Float32Array).slice();
        chunks.push({ pooled: copy(pooled)!, steps: copy(steps), mask: copy(mask) });
      });
    }
    const joined = (name: 'pooled' | 'steps' | 'mask') => {
      const arrays = chunks.flatMap((chunk) => chunk[name] ?? []);
      const all = new Float32Array(arrays.reduce((sum, { length }) => sum + length, 0));
      let at = 0;
      for (const array of arrays) {
        all.set(array, at);
        at += array.length;
      }
      return all;
    };
    return { pooled: joined('pooled'), steps: joined('steps'), mask: joined('mask'), T, D };
  };
  return ({ own, donor, taken }: Mixture, from: number): Encoding => {
    kept ??= fill();
    const inputCount = taken.length / own.length;
    const rows = own.map((example, i) => (taken[i * inputCount + from] ? example : donor[i]));
    const pick = (values: Float32Array, width: number) => {
      const picked = new Float32Array(rows.length * width);
      rows.forEach((row, i) => {
        picked.set(values.subarray(row * width, (row + 1) * width), i * width);
      });
      return picked;
    };
    const B = rows.length;
    const pooled = tf.tensor2d(pick(kept.pooled, branch.units), [B, branch.units]);
    const { steps, mask, T, D } = kept;
    if (T === 0 || !steps || !mask) return { pooled };
    return { pooled, steps: tf.tensor3d(pick(steps, T * D), [B, T, D]), mask: tf.tensor2d(pick(mask, T), [B, T]) };
  };
}

/** Members' inputs of one name are one input. */
function openStack({ members, weights }: FittedStack, asOf: AsOf): OpenModel {
  const opened = members.map((member) => openModel(member, asOf));
  const inputs = [...new Set(opened.flatMap((one) => one.inputs))];
  const F = inputs.length;
  const places = opened.map((one) => one.inputs.map((name) => inputs.indexOf(name)));
  const values = new Float32Array(asOf.size * F).fill(Number.NaN);
  // The last member with an input gives its value; networks scale theirs, baselines do not.
  opened.forEach(({ table }, o) => {
    for (let row = 0; row < asOf.size; row++)
      places[o].forEach((place, f) => {
        values[row * F + place] = table.values[row * table.columns.length + f];
      });
  });
  return {
    inputs,
    table: { rows: asOf.size, columns: inputs, values },
    groups: new Map(inputs.map((name, f) => [name, [f]])),
    predict: ({ own, donor, taken }) =>
      applyStack(
        weights,
        opened.map((one, o) => {
          const part = new Uint8Array(own.length * one.inputs.length);
          for (let i = 0; i < own.length; i++)
            places[o].forEach((place, f) => {
              part[i * one.inputs.length + f] = taken[i * F + place];
            });
          return one.predict({ own, donor, taken: part });
        }),
      ),
  };
}
