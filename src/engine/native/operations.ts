import * as tf from '@tensorflow/tfjs-core';

/** The part of tfjs-node's backend that calls TensorFlow. */
interface NodeBackend {
  readonly binding: Binding;
  getInputTensorIds(tensors: readonly tf.Tensor[]): number[];
  createOutputTensor(made: Made): tf.Tensor;
}

interface Binding {
  readonly TF_ATTR_BOOL: number;
  readonly TF_ATTR_FLOAT: number;
  readonly TF_ATTR_TYPE: number;
  readonly TF_BOOL: number;
  readonly TF_FLOAT: number;
  readonly TF_INT32: number;
  readonly TF_INT64: number;
  executeOp(name: string, attributes: Attribute[], inputs: number[], outputs: number): Made[];
  createTensor(shape: number[], type: number, values: Int32Array): number;
  deleteTensor(id: number): void;
}

interface Made {
  readonly id: number;
}

interface Attribute {
  readonly name: string;
  readonly type: number;
  readonly value: boolean | number;
}

/** TensorFlow's LSTM layer, forward and backward. */
export const LSTM_OPERATIONS = ['BlockLSTMV2', 'BlockLSTMGradV2'] as const;

/** What makes a sparse matrix of its entries, and multiplies it with a dense one. */
export const SPARSE_OPERATIONS = ['SparseTensorToCSRSparseMatrix', 'SparseMatrixMatMul'] as const;

/** A value inside TensorFlow that tfjs has no tensor for, such as 64-bit integers or a sparse matrix. */
export type Handle = { readonly id: number };

/** Attributes by name: a boolean, a number with a fraction, or a type. */
export type Attributes = Readonly<Record<string, boolean | number | 'float' | 'int32' | 'int64'>>;

/** Operations of native TensorFlow, including those that tfjs does not expose. */
export class TensorFlow {
  private readonly known = new Map<string, boolean>();
  private readonly scalars = new Map<number, Handle>();

  constructor(private readonly backend: NodeBackend) {}

  /** Whether this version of TensorFlow has an operation. */
  has(name: string): boolean {
    let known = this.known.get(name);
    if (known === undefined) {
      try {
        this.backend.binding.executeOp(name, [], [], 1);
        known = true;
      } catch (error) {
        // An operation that exists complains of its arguments instead.
        known = !/neither a type of a primitive|not registered/.test((error as Error).message);
      }
      this.known.set(name, known);
    }
    return known;
  }

  /** Runs an operation; its outputs are tensors like any others. */
  run(name: string, attributes: Attributes, inputs: readonly (tf.Tensor | Handle)[], outputs: number): tf.Tensor[] {
    return this.execute(name, attributes, inputs, outputs).map((made) => this.backend.createOutputTensor(made));
  }

  /** Runs an operation whose output is no tensor of tfjs; it must be released with `free`. */
  make(name: string, attributes: Attributes, inputs: readonly (tf.Tensor | Handle)[]): Handle {
    const [{ id }] = this.execute(name, attributes, inputs, 1);
    return { id };
  }

  free({ id }: Handle): void {
    this.backend.binding.deleteTensor(id);
  }

  /** A 64-bit integer from 0 to 2³¹ − 1; cached. */
  int64(value: number): Handle {
    let handle = this.scalars.get(value);
    if (!handle) {
      const { binding } = this.backend;
      handle = { id: binding.createTensor([], binding.TF_INT64, Int32Array.of(value, 0)) };
      this.scalars.set(value, handle);
    }
    return handle;
  }

  private execute(
    name: string,
    attributes: Attributes,
    inputs: readonly (tf.Tensor | Handle)[],
    outputs: number,
  ): Made[] {
    const ids = inputs.map((input) =>
      input instanceof tf.Tensor ? this.backend.getInputTensorIds([input])[0] : input.id,
    );
    const list = Object.entries(attributes).map(([attribute, value]) => this.attribute(attribute, value));
    return this.backend.binding.executeOp(name, list, ids, outputs);
  }

  private attribute(name: string, value: Attributes[string]): Attribute {
    const { binding } = this.backend;
    if (typeof value === 'boolean') return { name, type: binding.TF_ATTR_BOOL, value };
    if (typeof value === 'number') return { name, type: binding.TF_ATTR_FLOAT, value };
    const types = { float: binding.TF_FLOAT, int32: binding.TF_INT32, int64: binding.TF_INT64 };
    return { name, type: binding.TF_ATTR_TYPE, value: types[value] };
  }
}

let running: TensorFlow | undefined;

/** Native TensorFlow, if it is the running engine. */
export function tensorflow(): TensorFlow | undefined {
  if (tf.getBackend() !== 'tensorflow') return undefined;
  running ??= new TensorFlow(tf.backend() as unknown as NodeBackend);
  return running;
}
