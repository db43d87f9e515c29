import * as tf from '@tensorflow/tfjs-core';
import type { Random } from '../../src/base/random';
import type { Kernels } from '../../src/kernels/compiled';
import * as gruCompiled from '../../src/kernels/gru/compiled';
import * as gruPlain from '../../src/kernels/gru/plain';
import type { GruInputs } from '../../src/kernels/gru/types';
import * as lstmCompiled from '../../src/kernels/lstm/compiled';
import * as lstmPlain from '../../src/kernels/lstm/plain';
import type { RecurrentGradients } from '../../src/kernels/recurrent/types';
import { gru, gruLast } from '../../src/ops/gru';
import { lstm, lstmLast } from '../../src/ops/lstm';

/** A recurrent layer: its operations, its kernels, and a step of it by definition. */
export interface Layer {
  readonly name: 'LSTM' | 'GRU';
  /** Names of its inputs but the mask, in the order of their gradients. */
  readonly inputs: readonly ('x' | 'kernel' | 'recurrent' | 'bias' | 'recurrentBias')[];
  /** Columns of the weights per unit. */
  readonly parts: number;
  sequence(x: tf.Tensor, mask: tf.Tensor2D, weights: readonly tf.Tensor[]): tf.Tensor3D;
  last(x: tf.Tensor, mask: tf.Tensor2D, weights: readonly tf.Tensor[]): tf.Tensor2D;
  /** The forward pass in plain TypeScript, and its backward pass. */
  plain(inputs: GruInputs): { hidden: Float32Array; backward(dy: Float32Array): RecurrentGradients };
  forward(kernels: Kernels, inputs: GruInputs): Float32Array;
  backward(kernels: Kernels, dy: Float32Array, inputs: GruInputs): RecurrentGradients;
  /** Hidden and cell state after a step. `ofInput` is x W, `ofState` h U. */
  step(ofInput: number[], ofState: number[], state: State, weights: readonly Float32Array[]): State;
}

export interface State {
  readonly h: number[];
  readonly c: number[];
}

type Lstm = [tf.Tensor2D, tf.Tensor2D, tf.Tensor1D];
type Gru = [tf.Tensor2D, tf.Tensor2D, tf.Tensor1D, tf.Tensor1D];

export const LAYERS: readonly Layer[] = [
  {
    name: 'LSTM',
    inputs: ['x', 'kernel', 'recurrent', 'bias'],
    parts: 4,
    sequence: (x, mask, weights) => lstm(x as tf.Tensor3D, mask, ...(weights as Lstm)),
    last: (x, mask, weights) => lstmLast(x as tf.Tensor3D, mask, ...(weights as Lstm)),
    plain: (inputs) => {
      const tape = lstmPlain.forwardPlain(inputs);
      return { hidden: tape.hidden, backward: (dy) => lstmPlain.backwardPlain(dy, tape, inputs) };
    },
    forward: lstmCompiled.forwardCompiled,
    backward: lstmCompiled.backwardCompiled,
    step: (ofInput, ofState, { h, c }, [, , bias]) => {
      const H = h.length;
      const z = ofInput.map((value, j) => value + ofState[j] + bias[j]);
      const cell = c.map((value, j) => sigmoid(z[H + j]) * value + sigmoid(z[j]) * Math.tanh(z[2 * H + j]));
      return { c: cell, h: cell.map((value, j) => sigmoid(z[3 * H + j]) * Math.tanh(value)) };
    },
  },
  {
    name: 'GRU',
    inputs: ['x', 'kernel', 'recurrent', 'bias', 'recurrentBias'],
    parts: 3,
    sequence: (x, mask, weights) => gru(x as tf.Tensor3D, mask, ...(weights as Gru)),
    last: (x, mask, weights) => gruLast(x as tf.Tensor3D, mask, ...(weights as Gru)),
    plain: (inputs) => {
      const tape = gruPlain.forwardPlain(inputs);
      return { hidden: tape.hidden, backward: (dy) => gruPlain.backwardPlain(dy, tape, inputs) };
    },
    forward: gruCompiled.forwardCompiled,
    backward: gruCompiled.backwardCompiled,
    step: (ofInput, ofState, { h, c }, [, , bias, recurrentBias]) => {
      const H = h.length;
      const a = ofInput.map((value, j) => value + bias[j]);
      const b = ofState.map((value, j) => value + recurrentBias[j]);
      return {
        c,
        h: h.map((value, j) => {
          const r = sigmoid(a[j] + b[j]);
          const z = sigmoid(a[H + j] + b[H + j]);
          return (1 - z) * Math.tanh(a[2 * H + j] + r * b[2 * H + j]) + z * value;
        }),
      };
    },
  },
];

function sigmoid(z: number): number {
  return 1 / (1 + Math.exp(-z));
}

/** Shapes of a layer's inputs but the mask. */
export function shapesOf({ inputs, parts }: Layer, B: number, T: number, F: number, H: number): number[][] {
  const shapes = {
    x: [B, T, F],
    kernel: [F, parts * H],
    recurrent: [H, parts * H],
    bias: [parts * H],
    recurrentBias: [parts * H],
  };
  return inputs.map((name) => shapes[name]);
}

/** Random inputs of a layer's kernels; the first row is empty if there are more than two. */
export function drawInputs({ parts }: Layer, random: Random, B: number, T: number, F: number, H: number): GruInputs {
  const numbers = (n: number, scale = 1) => Float32Array.from({ length: n }, () => scale * random.normal());
  return {
    x: numbers(B * T * F),
    mask: Float32Array.from({ length: B * T }, (_, i) => (B > 2 && i < T ? 0 : Number(random.next() < 0.7))),
    kernel: numbers(F * parts * H, 0.5),
    recurrent: numbers(H * parts * H, 0.3),
    bias: numbers(parts * H),
    recurrentBias: numbers(parts * H),
    ...{ B, T, F, H },
  };
}

/** A layer's inputs but the mask, as tensors. */
export function tensorsOf(layer: Layer, inputs: GruInputs): tf.Tensor[] {
  const { B, T, F, H } = inputs;
  const shapes = shapesOf(layer, B, T, F, H);
  return layer.inputs.map((name, i) => tf.tensor(inputs[name].slice(), shapes[i]));
}
