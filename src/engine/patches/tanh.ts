import * as tf from '@tensorflow/tfjs-core';
import { registerWasmKernel } from './kernel';

/** Beyond it, tanh is ±1 in float32. */
const SATURATED = 9;

/**
 * Slow on WASM, which calls the C library's double-precision tanh. This is Eigen's rational approximation
 * (`ptanh_float`), exact to 3 units in the last place.
 */
export function patchTanh(): void {
  registerWasmKernel<tf.TanhInputs, object>(tf.Tanh, ({ inputs: { x }, backend }) => {
    const out = backend.makeOutput(x.shape, 'float32');
    const from = backend.typedArrayFromHeap(x);
    const to = backend.typedArrayFromHeap(out);
    for (let i = 0; i < to.length; i++) {
      const value = Math.min(SATURATED, Math.max(-SATURATED, from[i]));
      const s = value * value;
      const p =
        value *
        (4.89352455891786e-3 +
          s *
            (6.37261928875436e-4 +
              s *
                (1.48572235717979e-5 +
                  s *
                    (5.12229709037114e-8 +
                      s * (-8.60467152213735e-11 + s * (2.00018790482477e-13 - s * 2.76076847742355e-16))))));
      const q = 4.89352518554385e-3 + s * (2.268434632439e-3 + s * (1.18534705686654e-4 + s * 1.19825839466702e-6));
      to[i] = p / q;
    }
    return out;
  });
}
