import * as tf from '@tensorflow/tfjs-core';
import { InputError } from '../base/errors';
import type { Random } from '../base/random';

/** Weights by dotted name, as base64 of little-endian float32, with their shapes. */
export type SavedWeights = Record<string, { shape: number[]; data: string }>;

/**
 * Something with weights: a layer, an encoder, a branch or a whole model. Weights are made by `weight`
 * and parts that have weights of their own are announced by `part`; the module then lists, saves,
 * loads and frees them all.
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

  /** All weights with dotted names, in the order in which they were made. */
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

  /** Copies of all weights, in the order of `weights()`. */
  snapshot(): Float32Array[] {
    return [...this.weights().values()].map((weight) => (weight.dataSync() as Float32Array).slice());
  }

  /** Puts a snapshot of this module back. */
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
      if (shape.join() !== weight.shape.join() || values.length !== weight.size)
        throw new InputError(`weight ${name} has shape [${shape}]`, undefined, `[${weight.shape}]`);
      assign(weight, values);
    }
  }

  dispose(): void {
    for (const weight of this.weights().values()) weight.dispose();
  }
}

function assign(weight: tf.Variable, values: Float32Array): void {
  const tensor = tf.tensor(values, weight.shape);
  weight.assign(tensor);
  tensor.dispose();
}

export function toBase64(values: Float32Array): string {
  return Buffer.from(values.buffer, values.byteOffset, values.byteLength).toString('base64');
}

export function fromBase64(text: string): Float32Array {
  const bytes = Buffer.from(text, 'base64');
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + (bytes.byteLength & ~3)));
}

/** Uniform in ±√(6 / (fan in + fan out)) (Glorot and Bengio, AISTATS 2010); fans are the last two dimensions. */
export function glorotUniform(shape: [number, ...number[]], random: Random): tf.Tensor {
  const limit = Math.sqrt(6 / (shape[Math.max(0, shape.length - 2)] + shape[shape.length - 1]));
  return fill(shape, () => (2 * random.next() - 1) * limit);
}

export function normal(shape: number[], deviation: number, random: Random): tf.Tensor {
  return fill(shape, () => deviation * random.normal());
}

function fill(shape: number[], draw: () => number): tf.Tensor {
  return tf.tensor(Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, draw), shape);
}

/** x·W + b with an optional activation: [B, in] → [B, out]. */
export class Dense extends Module {
  private readonly kernel: tf.Variable;
  private readonly bias: tf.Variable;

  constructor(
    inputs: number,
    readonly width: number,
    random: Random,
    private readonly activation: 'linear' | 'relu' = 'linear',
  ) {
    super();
    this.kernel = this.weight('kernel', glorotUniform([inputs, width], random));
    this.bias = this.weight('bias', tf.zeros([width]));
  }

  call(x: tf.Tensor2D): tf.Tensor2D {
    const y = tf.add(tf.matMul(x, this.kernel as tf.Tensor2D), this.bias) as tf.Tensor2D;
    return this.activation === 'relu' ? tf.relu(y) : y;
  }
}

/** Drops a share of the entries while training, the others scaled up so that the mean stays. */
export function dropout<T extends tf.Tensor>(x: T, rate: number, random: Random | undefined): T {
  if (!random || rate === 0) return x;
  const keep = new Float32Array(x.size);
  for (let i = 0; i < keep.length; i++) keep[i] = random.next() < rate ? 0 : 1 / (1 - rate);
  return tf.mul(x, tf.tensor(keep, x.shape)) as T;
}
