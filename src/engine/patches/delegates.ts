import * as tf from '@tensorflow/tfjs-core';
import { registerWasmKernel } from './kernel';

/** Missing on WASM and rare: the gradients of depthwise convolutions. */
const DELEGATED = [tf.DepthwiseConv2dNativeBackpropFilter, tf.DepthwiseConv2dNativeBackpropInput];

/** Has the plain JavaScript engine compute them on copies: slow, but right. */
export function patchByDelegation(): void {
  for (const name of DELEGATED) {
    const kernel = tf.getKernel(name, 'cpu');
    if (!kernel) throw new Error(`the plain engine has no ${name}`);
    registerWasmKernel<Record<string, tf.TensorInfo>, tf.NamedAttrMap>(name, ({ inputs, attrs, backend }) => {
      const plain = tf.findBackend('cpu') as tf.KernelBackend;
      const copies = Object.fromEntries(
        Object.entries(inputs).map(([key, { dataId, shape, dtype }]) => {
          const copy = plain.write(backend.readSync(dataId), shape, dtype);
          return [key, { dataId: copy, shape, dtype }];
        }),
      );
      const { dataId, shape, dtype } = kernel.kernelFunc({ inputs: copies, attrs, backend: plain }) as tf.TensorInfo;
      const out = backend.makeOutput(shape, dtype, undefined, plain.readSync(dataId));
      for (const copy of Object.values(copies)) plain.disposeData(copy.dataId, true);
      plain.disposeData(dataId, true);
      return out;
    });
  }
}
