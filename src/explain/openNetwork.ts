import * as tf from '@tensorflow/tfjs-core';
import { sigmoid } from '../base/logit';
import { takeRows } from '../base/rows';
import type { AsOf } from '../data/asOf';
import type { Table } from '../data/table';
import type { FusedModel, Prepared } from '../fusion/model';
import type { FittedNetwork } from '../learners/fused';
import type { Encoding } from '../nn/encoding';
import { type Mixture, mixed, type OpenModel } from './mixture';
import { preparedOf } from './prepared';

/** Rows that go through a network at a time. */
const CHUNK = 8192;

/** A fused model, opened: each column of a branch of features is an input, and any other branch is one. */
export function openNetwork({ network, logitShift }: FittedNetwork, asOf: AsOf): OpenModel {
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
        for (let i = 0; i < logits.length; i++) probabilities[from + i] = sigmoid(logits[i] + logitShift);
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
    const B = rows.length;
    const pooled = tf.tensor2d(takeRows(kept.pooled, rows, branch.units), [B, branch.units]);
    const { steps, mask, T, D } = kept;
    if (T === 0 || !steps || !mask) return { pooled };
    return {
      pooled,
      steps: tf.tensor3d(takeRows(steps, rows, T * D), [B, T, D]),
      mask: tf.tensor2d(takeRows(mask, rows, T), [B, T]),
    };
  };
}
