import * as tf from '@tensorflow/tfjs-core';
import { fromBase64, toBase64 } from '../base/base64';
import { InputError } from '../base/errors';

/** Weights by dotted name, as base64 of little-endian float32, with their shapes. */
export type SavedWeights = Record<string, { shape: number[]; data: string }>;

/**
 * Something with weights: a layer, an encoder, a branch or a whole model. A subclass creates its weights with `weight`
 * and registers parts that have weights of their own with `part`; the module then lists, saves, loads and frees them
 * all.
 */
export abstract class Module {
  private readonly own = new Map<string, tf.Variable>();
  private readonly parts = new Map<string, Module>();

  protected weight(name: string, initial: tf.Tensor): tf.Variable {
    const variable = tf.variable(initial);
    initial.dispose();
    this.own.set(name, variable);
    return variable;
  }

  protected part<T extends Module>(name: string, module: T): T {
    this.parts.set(name, module);
    return module;
  }

  /** All weights by dotted name, in order of creation. */
  weights(): Map<string, tf.Variable> {
    const all = new Map(this.own);
    for (const [name, part] of this.parts)
      for (const [inner, weight] of part.weights()) all.set(`${name}.${inner}`, weight);
    return all;
  }

  get parameterCount(): number {
    let count = 0;
    for (const weight of this.weights().values()) count += weight.size;
    return count;
  }

  /** Copies of all weights, in the order of `weights`. */
  snapshot(): Float32Array[] {
    return [...this.weights().values()].map((weight) => (weight.dataSync() as Float32Array).slice());
  }

  /** Sets all weights to a snapshot of this module. */
  restore(snapshot: readonly Float32Array[]): void {
    [...this.weights().values()].forEach((weight, i) => {
      assign(weight, snapshot[i]);
    });
  }

  save(): SavedWeights {
    const saved: SavedWeights = {};
    for (const [name, weight] of this.weights())
      saved[name] = { shape: weight.shape, data: toBase64(weight.dataSync() as Float32Array) };
    return saved;
  }

  /** @throws InputError when names or shapes are not this module's */
  load(saved: SavedWeights): void {
    const weights = this.weights();
    const unknown = Object.keys(saved).filter((name) => !weights.has(name));
    const missing = [...weights.keys()].filter((name) => !(name in saved));
    if (unknown.length || missing.length)
      throw new InputError(
        `weights do not fit the model (${[...unknown.map((n) => `unknown ${n}`), ...missing.map((n) => `missing ${n}`)].join(', ')})`,
      );
    for (const [name, weight] of weights) {
      const { shape, data } = saved[name];
      const values = fromBase64(data);
      if (shape.join() !== weight.shape.join())
        throw new InputError(`weight ${name} has shape [${shape}]`, undefined, `[${weight.shape}]`);
      if (values.length !== weight.size)
        throw new InputError(`weight ${name} holds ${values.length} numbers`, undefined, `${weight.size}`);
      assign(weight, values);
    }
  }

  dispose(): void {
    for (const weight of this.own.values()) weight.dispose();
    for (const part of this.parts.values()) part.dispose();
  }
}

function assign(weight: tf.Variable, values: Float32Array): void {
  const tensor = tf.tensor(values, weight.shape);
  weight.assign(tensor);
  tensor.dispose();
}
