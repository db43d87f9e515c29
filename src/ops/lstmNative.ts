import * as tf from '@tensorflow/tfjs-core';
import { LSTM_OPERATIONS, type TensorFlow, tensorflow } from '../engine/native/operations';
import { compiledKernels, kernelThreads } from '../kernels/compiled';

const [FORWARD, BACKWARD] = LSTM_OPERATIONS;

/**
 * TensorFlow's kernel computes every step, ours only those in the mask, but at 1.1–1.7 times the cost per step (`npm run
 * bench -- lstm`, one thread). So TensorFlow's is used if the mask keeps at least this share of the steps.
 */
const MIN_SHARE = 0.7;

/** Up to this many units, ours is used on several threads: they share its rows, but only the products of TensorFlow's. */
const NARROW = 64;

/** Added to the input gate's argument where the mask is 0: the gate is shut, and the state stays 0. */
const SHUT = -1e4;

/**
 * TensorFlow, if it has the kernel and is the better choice for a layer of H units with this mask: padding, if any, must
 * come first in each row, and there must not be too much of it.
 */
export function nativeLstmFor(mask: tf.Tensor2D, H: number): { engine: TensorFlow; padded: boolean } | undefined {
  if (kernelThreads() > 1 && H <= NARROW && compiledKernels()) return undefined;
  const engine = tensorflow();
  if (!engine || !LSTM_OPERATIONS.every((name) => engine.has(name))) return undefined;
  const steps = mask.dataSync();
  const T = mask.shape[1];
  let count = 0;
  for (let i = 0; i < steps.length; i++) {
    if (steps[i]) count++;
    else if (i % T && steps[i - 1]) return undefined;
  }
  return count >= MIN_SHARE * steps.length ? { engine, padded: count < steps.length } : undefined;
}

/** The layer by TensorFlow's kernels. @param inputs x, W, U and b of `lstm` */
export function lstmNative(
  found: { engine: TensorFlow; padded: boolean },
  inputs: readonly tf.Tensor[],
  mask: tf.Tensor2D,
  lastOnly: boolean,
): tf.Tensor {
  return tf.customGrad((...args) =>
    run(found, args.slice(0, 4) as tf.Tensor[], mask, lastOnly, args[4] as tf.GradSaveFunc),
  )(...inputs);
}

function run(
  { engine, padded }: { engine: TensorFlow; padded: boolean },
  inputs: readonly tf.Tensor[],
  mask: tf.Tensor2D,
  lastOnly: boolean,
  save: tf.GradSaveFunc,
) {
  const [x, kernel, recurrent, bias] = inputs as [tf.Tensor3D, tf.Tensor2D, tf.Tensor2D, tf.Tensor1D];
  const [B, T, F] = x.shape;
  const H = recurrent.shape[0];
  // TensorFlow has the gates in the same order, but time first, and W and U in one matrix.
  const steps = padded ? withShutter(x, mask) : x;
  const timeFirst = tf.transpose(steps, [1, 0, 2]);
  const weights = tf.concat(padded ? [kernel, shutter(H), recurrent] : [kernel, recurrent], 0);
  const start = tf.zeros([B, H]);
  const peepholes = new Array<tf.Tensor>(3).fill(tf.zeros([H]));
  const given = [timeFirst, start, start, weights, ...peepholes, bias];
  const count = engine.int64(T);
  const attributes = { use_peephole: false, T: 'float' } as const;
  const states = engine.run(FORWARD, { ...attributes, cell_clip: -1 }, [count, ...given], 7);
  save([...given, ...states]);
  const hidden = states[6];
  const value = lastOnly
    ? tf.reshape(tf.slice(hidden, [T - 1, 0, 0], [1, B, H]), [B, H])
    : tf.transpose(hidden, [1, 0, 2]);
  return {
    value,
    gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => {
      const dHidden = lastOnly
        ? tf.pad(tf.reshape(dy, [1, B, H]), [
            [T - 1, 0],
            [0, 0],
            [0, 0],
          ])
        : tf.transpose(dy, [1, 0, 2]);
      const dCell = tf.zerosLike(dHidden);
      const gradients = engine.run(BACKWARD, attributes, [count, ...saved, dCell, dHidden], 8);
      const [dSteps, dWeights, dBias] = [gradients[0], gradients[3], gradients[7]];
      const dx = tf.transpose(padded ? tf.slice(dSteps, [0, 0, 0], [T, B, F]) : dSteps, [1, 0, 2]);
      const parts = tf.split(dWeights, padded ? [F, 1, H] : [F, H]);
      return [dx, parts[0], parts[parts.length - 1], dBias];
    },
  };
}

/**
 * x with one more input, 1 in padding, which shuts the input gate. The other inputs are 0 there: whatever x holds in the
 * padding, NaN included, must not reach the products. [B, T, F + 1]
 */
function withShutter(x: tf.Tensor3D, mask: tf.Tensor2D): tf.Tensor {
  const isStep = tf.expandDims(mask, 2);
  return tf.concat([tf.where(tf.cast(isStep, 'bool'), x, tf.zerosLike(x)), tf.sub(1, isStep)], 2);
}

/** Weights of that input, [1, 4H]. */
function shutter(H: number): tf.Tensor2D {
  return tf.tensor2d(new Float32Array(4 * H).fill(SHUT, 0, H), [1, 4 * H]);
}
