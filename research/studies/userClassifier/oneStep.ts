import * as tf from '@tensorflow/tfjs-core';
import type { Random } from '../../../src/base/random';
import type { Network } from './classifier';

/** What of an LSTM a sequence of one step never uses. */
export interface IdleWeights {
  /** The weights from the hidden state, which is 0 before the only step. */
  readonly recurrent: number;
  /** Those of the forget gate, which multiplies a cell state of 0. */
  readonly forget: number;
  readonly all: number;
}

/** Counts them. */
export function countIdle(network: Network): IdleWeights {
  let [recurrent, forget] = [0, 0];
  for (const [name, weight] of network.weights()) {
    if (name.endsWith('.recurrent')) recurrent += weight.size;
    else if (isGates(name)) forget += weight.size / 4;
  }
  return { recurrent, forget, all: network.parameterCount };
}

/** Puts noise in their place: if a sequence of one step is scored, nothing may change. */
export function scrambleIdle(network: Network, random: Random): void {
  for (const [name, weight] of network.weights()) {
    const isRecurrent = name.endsWith('.recurrent');
    if (!isRecurrent && !isGates(name)) continue;
    const values = (weight.dataSync() as Float32Array).slice();
    const columns = weight.shape[weight.shape.length - 1];
    // Gates i, f, c, o stand side by side.
    const [from, to] = isRecurrent ? [0, columns] : [columns / 4, columns / 2];
    for (let i = 0; i < values.length; i++) if (i % columns >= from && i % columns < to) values[i] = random.normal();
    const tensor = tf.tensor(values, weight.shape);
    weight.assign(tensor);
    tensor.dispose();
  }
}

/** Kernel and bias of an LSTM hold four gates. */
function isGates(name: string): boolean {
  return /^lstm.*\.(kernel|bias)$/.test(name);
}
