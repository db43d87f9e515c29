import { layers } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs-core';
import { Random } from '../src/base/random';
import { type BackendName, startEngine } from '../src/runtime/engine';
import { lstm as lstmOp } from '../src/runtime/kernels/lstm';
import { glorotUniform } from '../src/runtime/module';
import type { Bench } from './bench';
import { type Figures, type Ours, type Side, sidesTable, takeTurns } from './sides';

const TURNS = 7;
/** Rows, steps, features and units, and how many training steps are timed together. */
const SHAPES = [
  { B: 256, T: 10, F: 32, H: 64, repeats: 20 },
  { B: 64, T: 10, F: 16, H: 64, repeats: 60 },
  { B: 256, T: 50, F: 32, H: 128, repeats: 3 },
];

interface Options {
  readonly shape: (typeof SHAPES)[number];
  readonly backend: BackendName;
  readonly threads: number;
  /** tfjs's own layer instead of ours. */
  readonly layers?: boolean;
}

export const lstm: Bench = {
  name: 'lstm',
  description: 'a training step of an LSTM with one output: forward, backward, Adam',

  async run({ python, turns = TURNS }) {
    const { name: best } = await startEngine();
    const engines: BackendName[] = best === 'native' ? ['native', 'wasm'] : ['wasm'];
    const results: (Figures & { shape: string })[] = [];
    for (const shape of SHAPES) {
      const sides = [1, 2].flatMap((threads): Side[] => [
        ...engines.map((backend) => ({ name: backend, threads, options: { shape, backend } })),
        { name: 'PyTorch', threads, options: { shape }, peer: 'lstm.py' },
      ]);
      for (const backend of engines)
        sides.push({ name: `tf.layers, ${backend}`, threads: 1, options: { shape, backend, layers: true } });
      const figures = await takeTurns('lstm', sides, { python, turns });
      const title = `${shape.repeats} × (${shape.B}, ${shape.T}, ${shape.F} → ${shape.H})`;
      console.log(`${sidesTable(title, figures, engines, 'training steps/s')}\n`);
      results.push(...figures.map((each) => ({ shape: title, ...each })));
    }
    return results;
  },
};

export const ours: Ours<Options> = async ({ shape, backend, threads, layers: tfjs }) => {
  await startEngine({ backend, threads });
  const { B, T, F, H, repeats } = shape;
  const random = Random.of(1, 'lstm bench');
  const normal = (length: number) => Float32Array.from({ length }, () => random.normal());
  const x = tf.tensor3d(normal(B * T * F), [B, T, F]);
  const y = tf.tensor1d(normal(B));
  const last = tfjs ? layerOfTfjs(x, H) : layer(x, H, random);
  const output = tf.variable(glorotUniform([H, 1], random)) as tf.Tensor2D;
  const optimiser = tf.train.adam(1e-3);
  const loss = () => tf.losses.meanSquaredError(y, tf.reshape(tf.matMul(last(), output), [B])) as tf.Scalar;
  return () => {
    const start = performance.now();
    for (let i = 0; i < repeats; i++) tf.tidy(() => void optimiser.minimize(loss));
    output.dataSync();
    return { seconds: (performance.now() - start) / 1000, work: repeats };
  };
};

/** The last hidden state, [B, H]. */
function layer(x: tf.Tensor3D, H: number, random: Random): () => tf.Tensor2D {
  const [B, T, F] = x.shape;
  const mask = tf.ones([B, T]) as tf.Tensor2D;
  const kernel = tf.variable(glorotUniform([F, 4 * H], random)) as tf.Tensor2D;
  const recurrent = tf.variable(glorotUniform([H, 4 * H], random)) as tf.Tensor2D;
  const bias = tf.variable(tf.zeros([4 * H])) as tf.Tensor1D;
  return () => lstmOp(x, mask, kernel, recurrent, bias).last;
}

function layerOfTfjs(x: tf.Tensor3D, units: number): () => tf.Tensor2D {
  const own = layers.lstm({ units, recurrentInitializer: 'glorotUniform' });
  return () => own.apply(x, { training: true }) as tf.Tensor2D;
}
