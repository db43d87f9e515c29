import { existsSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { tensorflow } from '../native/operations';

/** What `npm run build:gradients` bundles. */
const SHIPPED = join(__dirname, '..', '..', '..', 'build', 'gradients.js');

/** Registers tfjs's gradients, those patched that tfjs 4.22 has wrong, or lacks, on every engine. */
export function registerGradients(): void {
  if (!existsSync(SHIPPED)) throw new Error("tfjs's gradients are not bundled; `npm run build:gradients` bundles them");
  require(SHIPPED);
  for (const kernel of [tf.Maximum, tf.Minimum, tf.SquaredDifference, tf.BatchMatMul]) patchBroadcast(kernel);
  for (const kernel of [tf.Equal, tf.NotEqual, tf.Greater, tf.GreaterEqual, tf.Less, tf.LessEqual])
    patchComparison(kernel);
  patchCumsum();
  patchRelu();
}

/** The gradient of a broadcast operand has the shape of the result, which tfjs rejects: it must be summed. */
function patchBroadcast(kernelName: string): void {
  const config = tf.getGradient(kernelName);
  replaceGradient({
    ...config,
    gradFunc: (dy, saved, attributes) => {
      const { a, b } = config.gradFunc(dy, saved, attributes);
      return { a: () => sumTo(saved[0].shape, a()), b: () => sumTo(saved[1].shape, b()) };
    },
  });
}

function sumTo(shape: number[], x: tf.Tensor): tf.Tensor {
  const axes = tf.broadcast_util.getReductionAxes(shape, x.shape);
  return axes.length > 0 ? tf.reshape(tf.sum(x, axes), shape) : x;
}

/** Missing, so `where(greater(x, 0), …)` could not be trained. It is zero. */
function patchComparison(kernelName: string): void {
  replaceGradient({
    kernelName,
    inputsToSave: ['a', 'b'],
    gradFunc: (_dy, [a, b]) => ({ a: () => tf.zerosLike(a), b: () => tf.zerosLike(b) }),
  });
}

/** Transposed wrongly unless the axis is the last; silently so if the dimensions are equal. */
function patchCumsum(): void {
  replaceGradient({
    kernelName: tf.Cumsum,
    gradFunc: (dy, _saved, attributes) => {
      const { axis, exclusive, reverse } = attributes as unknown as tf.CumsumAttrs;
      return { x: () => tf.cumsum(dy as tf.Tensor, axis, exclusive, !reverse) };
    },
  });
}

/** Slow on native: tfjs takes six operations where TensorFlow has one. */
function patchRelu(): void {
  const config = tf.getGradient(tf.Relu);
  replaceGradient({
    ...config,
    gradFunc: (dy, saved, attributes) => {
      const native = tensorflow();
      if (!native) return config.gradFunc(dy, saved, attributes);
      return { x: () => native.run('ReluGrad', { T: 'float' }, [dy as tf.Tensor, saved[0]], 1)[0] };
    },
  });
}

function replaceGradient(config: tf.GradConfig): void {
  if (tf.getGradient(config.kernelName)) tf.unregisterGradient(config.kernelName);
  tf.registerGradient(config);
}
