import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { type HeapKernels, heapKernels } from '../heapKernels';
import { wasmHeap } from '../wasmHeap';
import { type Kernel, registerWasmKernel, wasmKernel } from './kernel';

type Product = Kernel<tf.BatchMatMulInputs, tf.BatchMatMulAttrs>;

/**
 * Slow on WASM, and wrong when an inner axis of the batch is broadcast: only the plain product of two matrices reaches
 * the fast kernel (XNNPACK), not the transposed ones of every gradient and not the batches of attention. Ours reads
 * transposed matrices in place, and is faster on plain ones too (`npm run bench -- patches`). If it is not compiled,
 * matrices are transposed first, and XNNPACK gets those of a batch one by one.
 */
export function patchBatchMatMul(): void {
  const kernels = heapKernels(tf.backend() as BackendWasm);
  registerWasmKernel(tf.BatchMatMul, kernels ? compiledProduct(kernels) : transposingProduct());
}

function compiledProduct(kernels: HeapKernels): Product {
  let scratch = 0;
  return ({ inputs, attrs, backend }) => {
    const { a, b } = inputs;
    if (a.dtype !== 'float32' || b.dtype !== 'float32')
      throw new Error(`the WASM engine multiplies float32 only, not ${a.dtype} with ${b.dtype}`);
    const batch = batchShape(a, b);
    const { m, inner, n } = sizes(inputs, attrs);
    const out = backend.makeOutput([...batch, m, n], 'float32');
    scratch ||= wasmHeap(backend)._malloc(kernels.productScratch());
    const [aRow, aStep] = attrs.transposeA ? [4, 4 * m] : [4 * inner, 4];
    const [bStep, bColumn] = attrs.transposeB ? [4, 4 * inner] : [4 * n, 4];
    const [left, right, to] = [a, b, out].map(({ dataId }) => backend.getMemoryOffset(dataId));
    const count = tf.util.sizeFromShape(batch);
    for (let i = 0; i < count; i++) {
      const from = left + 4 * m * inner * broadcastIndex(i, batch, a);
      const by = right + 4 * inner * n * broadcastIndex(i, batch, b);
      kernels.product(m, inner, n, from, aRow, aStep, by, bStep, bColumn, to + 4 * m * n * i, scratch);
    }
    return out;
  };
}

function transposingProduct(): Product {
  const multiply = wasmKernel<tf.BatchMatMulInputs, tf.BatchMatMulAttrs>(tf.BatchMatMul);
  const transpose = wasmKernel<tf.TransposeInputs, tf.TransposeAttrs>(tf.Transpose);
  const plain = { transposeA: false, transposeB: false };

  return ({ inputs, attrs, backend }) => {
    const turn = (x: tf.TensorInfo) => {
      const perm = x.shape.map((_, axis) => axis);
      perm.push(...perm.splice(-2).reverse());
      return transpose({ inputs: { x }, attrs: { perm }, backend });
    };
    const batch = batchShape(inputs.a, inputs.b);
    const { m, inner, n } = sizes(inputs, attrs);
    if (inner === 0) return zeros([...batch, m, n], backend);
    const a = attrs.transposeA ? turn(inputs.a) : inputs.a;
    const b = attrs.transposeB ? turn(inputs.b) : inputs.b;
    const product =
      tf.util.sizeFromShape(batch) === 1
        ? multiply({ inputs: { a, b }, attrs: plain, backend })
        : multiplyEach(a, b, [...batch, m, n], backend);
    if (attrs.transposeA) backend.disposeData(a.dataId);
    if (attrs.transposeB) backend.disposeData(b.dataId);
    return product;
  };

  function multiplyEach(a: tf.TensorInfo, b: tf.TensorInfo, shape: number[], backend: BackendWasm): tf.TensorInfo {
    const batch = shape.slice(0, -2);
    const out = backend.makeOutput(shape, 'float32');
    const bytes = 4 * tf.util.sizeFromShape(shape.slice(-2));
    const to = backend.getMemoryOffset(out.dataId);
    const count = tf.util.sizeFromShape(batch);
    for (let i = 0; i < count; i++) {
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

/** The product if there is nothing to sum; XNNPACK would leave the output uninitialised. */
function zeros(shape: number[], backend: BackendWasm): tf.TensorInfo {
  const out = backend.makeOutput(shape, 'float32');
  backend.typedArrayFromHeap(out).fill(0);
  return out;
}

/** m, inner and n of [m, inner] × [inner, n] → [m, n], after transposition. */
function sizes({ a, b }: Record<'a' | 'b', tf.TensorInfo>, { transposeA, transposeB }: tf.BatchMatMulAttrs) {
  const [m, inner] = transposeA ? a.shape.slice(-2).reverse() : a.shape.slice(-2);
  const [other, n] = transposeB ? b.shape.slice(-2).reverse() : b.shape.slice(-2);
  if (inner !== other) throw new Error(`[${a.shape}] and [${b.shape}] cannot be multiplied: ${inner} is not ${other}`);
  return { m, inner, n };
}

const batchShape = (a: tf.TensorInfo, b: tf.TensorInfo) =>
  tf.broadcast_util.assertAndGetBroadcastShape(a.shape.slice(0, -2), b.shape.slice(0, -2));

/** The index of x's matrix in the i-th product of the batch. */
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
  const shape = x.shape.slice(-2);
  const at = backend.getMemoryOffset(x.dataId) + 4 * index * tf.util.sizeFromShape(shape);
  return backend.makeOutput(shape, 'float32', at);
}

/** Forgets a borrowed tensor without freeing the memory, which is not its own. */
function giveBack(x: tf.TensorInfo, backend: BackendWasm): void {
  backend.wasm.tfjs.disposeData(backend.dataIdMap.get(x.dataId).id);
  backend.dataIdMap.delete(x.dataId);
}
