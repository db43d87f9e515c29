import * as tf from '@tensorflow/tfjs-core';
import type { Csr } from '../base/csr';
import { type Handle, SPARSE_OPERATIONS, type TensorFlow, tensorflow } from '../engine/native/operations';
import { MatrixCopies } from './matrixCopies';

const [MAKE, MULTIPLY] = SPARSE_OPERATIONS;

const PRODUCT = {
  T: 'float',
  transpose_a: false,
  transpose_b: false,
  adjoint_a: false,
  adjoint_b: false,
  transpose_output: false,
  conjugate_output: false,
} as const;

/**
 * A x by native TensorFlow: about as fast as our kernel, but x and the result need not be copied (`npm run bench --
 * layers`). Undefined on other engines, and if TensorFlow lacks the operation.
 */
export function multiplyNative(csr: Csr, x: tf.Tensor2D): tf.Tensor2D | undefined {
  const engine = tensorflow();
  if (!engine || !SPARSE_OPERATIONS.every((name) => engine.has(name))) return undefined;
  if (csr.columns.length === 0 || x.size === 0) return tf.zeros([csr.rows, x.shape[1]]);
  return copies.use(engine, csr, (matrix) => engine.run(MULTIPLY, PRODUCT, [matrix, x], 1)[0] as tf.Tensor2D);
}

const copies = new MatrixCopies<TensorFlow, Handle>(copy, (engine, handle) => engine.free(handle));

function copy(engine: TensorFlow, { rows, cols, offsets, columns, values }: Csr): Handle {
  const places = new Int32Array(2 * columns.length);
  for (let i = 0; i < rows; i++)
    for (let e = offsets[i]; e < offsets[i + 1]; e++) {
      places[2 * e] = i;
      places[2 * e + 1] = columns[e];
    }
  return tf.tidy(() => {
    const wide = (numbers: tf.Tensor) =>
      engine.make('Cast', { SrcT: 'int32', DstT: 'int64', Truncate: false }, [numbers]);
    const given = [wide(tf.tensor2d(places, [columns.length, 2])), wide(tf.tensor1d([rows, cols], 'int32'))];
    const matrix = engine.make(MAKE, { T: 'float' }, [given[0], tf.tensor1d(values), given[1]]);
    given.forEach((handle) => {
      engine.free(handle);
    });
    return matrix;
  });
}
