import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs-core';
import { csrOf } from '../../../src/base/csr';
import { LSTM_OPERATIONS, SPARSE_OPERATIONS, tensorflow } from '../../../src/engine/native/operations';
import { multiplyPlain } from '../../../src/kernels/spmm/plain';
import { spmm } from '../../../src/ops/sparse';
import { assertClose } from '../../../src/testing/laws';

describe('operations of TensorFlow', () => {
  it('are there on the native engine alone', () => {
    assert.equal(tensorflow() !== undefined, tf.getBackend() === 'tensorflow');
  });

  describe('on the native engine', () => {
    before(function () {
      if (!tensorflow()) this.skip();
    });
    const engine = () => {
      const found = tensorflow();
      assert(found);
      return found;
    };

    it('are known by name', () => {
      for (const name of [...LSTM_OPERATIONS, ...SPARSE_OPERATIONS]) assert(engine().has(name), name);
      assert(!engine().has('NoSuchOperation'));
    });

    it('take and give tensors, which tfjs frees', () => {
      const before = tf.memory().numTensors;
      tf.tidy(() => {
        const [a, b] = [tf.tensor2d([[1, 2]]), tf.tensor2d([[3, 5]])];
        const attributes = { T: 'float', transpose_a: false, transpose_b: true } as const;
        const [product] = engine().run('MatMul', attributes, [a, b], 1);
        assert.deepEqual([...product.dataSync()], [13]);
      });
      assert.equal(tf.memory().numTensors, before);
    });

    it('say what they are called wrongly with', () => {
      assert.throws(() => engine().run('MatMul', { T: 'float' }, [], 1), /MatMul/);
    });

    it('give values of other types, kept until they are freed', () => {
      const number = engine().int64(7);
      assert.equal(engine().int64(7), number);
      const [back] = engine().run('Cast', { SrcT: 'int64', DstT: 'int32', Truncate: false }, [number], 1);
      assert.deepEqual([...back.dataSync()], [7]);
      back.dispose();
      const made = engine().make('Cast', { SrcT: 'int64', DstT: 'float', Truncate: false }, [number]);
      engine().free(made);
      assert.throws(() => engine().make('Neg', { T: 'float' }, [made]), /not referenced/);
    });
  });

  it('multiply by a matrix while others come and go', () => {
    for (let round = 0; round < 50; round++) {
      const csr = csrOf(Int32Array.of(0, 2, 2), Int32Array.of(1, 0, 3), Float32Array.of(round, 2, -1), 3, 4);
      const x = Float32Array.from({ length: 8 }, (_, i) => i + round);
      const product = tf.tidy(() => spmm(csr, tf.tensor2d(x, [4, 2])).dataSync());
      assertClose(product, multiplyPlain(csr, x, 2), 1e-6, `round ${round}`);
    }
  });
});
