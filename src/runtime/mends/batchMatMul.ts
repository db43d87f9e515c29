import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { type KernelCall, registerWasmKernel, wasmHeap, wasmKernel } from './wasmKernel';

/** A product of fewer multiplications is done before the fast kernel has been set up. */
const WORTHWHILE = 16_000;

/**
 * Slow on WASM, and wrong when an inner axis of the batch is broadcast: only the plain product of two matrices reaches
 * the fast kernel (XNNPACK), not the transposed ones of every gradient and not the batches of attention.
 * So transpose first, and give it the matrices of a batch one by one.
 */
export function mendBatchMatMul(): void {
  type Call = KernelCall<tf.BatchMatMulInputs, tf.BatchMatMulAttrs>;
  const multiply = wasmKernel<tf.BatchMatMulInputs, tf.BatchMatMulAttrs>(tf.BatchMatMul);
  const transpose = wasmKernel<tf.TransposeInputs, tf.TransposeAttrs>(tf.Transpose);
  const plain = { transposeA: false, transposeB: false };

  registerWasmKernel(tf.BatchMatMul, (call: Call) => {
    const { inputs, attrs, backend } = call;
    const batch = batchShape(inputs.a, inputs.b);
    const single = tf.util.sizeFromShape(batch) === 1;
    const inner = inputs.a.shape.at(attrs.transposeA ? -2 : -1) ?? 0;
    const multiplications = matrixSize(inputs.a) * (matrixSize(inputs.b) / inner);
    if (!single && multiplications < WORTHWHILE && repeats(batch, inputs.a) && repeats(batch, inputs.b))
      return multiply(call);

    const turn = (x: tf.TensorInfo) => {
      const perm = x.shape.map((_, axis) => axis);
      perm.push(...perm.splice(-2).reverse());
      return transpose({ inputs: { x }, attrs: { perm }, backend });
    };
    const a = attrs.transposeA ? turn(inputs.a) : inputs.a;
    const b = attrs.transposeB ? turn(inputs.b) : inputs.b;
    const product = single ? multiply({ inputs: { a, b }, attrs: plain, backend }) : multiplyEach(a, b, batch, backend);
    if (attrs.transposeA) backend.disposeData(a.dataId);
    if (attrs.transposeB) backend.disposeData(b.dataId);
    return product;
  });

  function multiplyEach(a: tf.TensorInfo, b: tf.TensorInfo, batch: number[], backend: BackendWasm): tf.TensorInfo {
    const [rows, columns] = [a.shape.at(-2) ?? 1, b.shape.at(-1) ?? 1];
    const out = backend.makeOutput([...batch, rows, columns], 'float32');
    const bytes = 4 * rows * columns;
    const to = backend.getMemoryOffset(out.dataId);
    for (let i = 0; i < tf.util.sizeFromShape(batch); i++) {
      const left = borrow(a, broadcastIndex(i, batch, a), backend);
      const right = borrow(b, broadcastIndex(i, batch, b), backend);
      const product = multiply({ inputs: { a: left, b: right }, attrs: plain, backend });
      const from = backend.getMemoryOffset(product.dataId);
      wasmHeap(backend).HEAPU8.copyWithin(to + i * bytes, from, from + bytes);
      backend.disposeData(product.dataId);
      giveBack(left, backend);
      giveBack(right, backend);
    }
    return out;
  }
}

const matrixSize = (x: tf.TensorInfo) => tf.util.sizeFromShape(x.shape.slice(-2));
const batchShape = (a: tf.TensorInfo, b: tf.TensorInfo) =>
  tf.broadcast_util.assertAndGetBroadcastShape(a.shape.slice(0, -2), b.shape.slice(0, -2));

/** Whether x lacks nothing but the first axes of the batch: the shipped kernel repeats it from the start then. */
function repeats(batch: number[], x: tf.TensorInfo): boolean {
  const own = x.shape.slice(0, -2);
  const first = own.findIndex((length) => length !== 1);
  return first < 0 || own.slice(first).join() === batch.slice(first - own.length).join();
}

/** Which of x's matrices takes part in the i-th product of the batch. */
function broadcastIndex(i: number, batch: number[], x: tf.TensorInfo): number {
  let index = 0;
  let size = 1;
  for (let axis = 1; axis <= x.shape.length - 2; axis++) {
    const length = x.shape[x.shape.length - 2 - axis];
    const all = batch[batch.length - axis];
    if (length > 1) index += (i % all) * size;
    i = Math.floor(i / all);
    size *= length;
  }
  return index;
}

/** One matrix of x as a tensor on the same memory. */
function borrow(x: tf.TensorInfo, index: number, backend: BackendWasm): tf.TensorInfo {
  return backend.makeOutput(
    x.shape.slice(-2),
    'float32',
    backend.getMemoryOffset(x.dataId) + 4 * index * matrixSize(x),
  );
}

/** Forgets a borrowed tensor without freeing the memory, which is not its own. */
function giveBack(x: tf.TensorInfo, backend: BackendWasm): void {
  backend.wasm.tfjs.disposeData(backend.dataIdMap.get(x.dataId).id);
  backend.dataIdMap.delete(x.dataId);
}
