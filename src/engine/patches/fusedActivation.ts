import * as tf from '@tensorflow/tfjs-core';
import { type KernelCall, registerWasmKernel, wasmKernel } from './kernel';

/** On WASM products and convolutions lose NaN if relu or relu6 is fused to them. */
export function patchFusedActivation(): void {
  for (const name of [tf._FusedMatMul, tf.FusedConv2D, tf.FusedDepthwiseConv2D]) activateApart(name);
}

/** Computes without the activation, then the activation by its own kernel. */
function activateApart(name: string): void {
  type Call = KernelCall<Record<string, tf.TensorInfo>, { activation: string }>;
  const kernel = wasmKernel<Record<string, tf.TensorInfo>, { activation: string }>(name);
  registerWasmKernel(name, (call: Call) => {
    const { activation } = call.attrs;
    if (activation !== 'relu' && activation !== 'relu6') return kernel(call);
    const x = kernel({ ...call, attrs: { ...call.attrs, activation: 'linear' } });
    const activate = wasmKernel<tf.UnaryInputs, object>(activation === 'relu' ? tf.Relu : tf.Relu6);
    const out = activate({ inputs: { x }, attrs: {}, backend: call.backend });
    call.backend.disposeData(x.dataId);
    return out;
  });
}
