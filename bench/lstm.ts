import * as tf from '@tensorflow/tfjs-core';
import { InputError } from '../src/base/errors';
import { Random } from '../src/base/random';
import { type BackendName, startEngine } from '../src/engine/engine';
import { glorotUniform } from '../src/nn/initializers';
import { encoders } from '../src/sequence/encoders';
import { Adam } from '../src/training/adam';
import type { Bench } from './bench';
import { meanSquaredError } from './loss';
import { type Figures, type Ours, type Side, sidesTable, takeTurns } from './sides';

const TURNS = 7;
/** Rows, steps, features and units, and how many training steps are timed together. */
const SHAPES = [
  { B: 256, T: 10, F: 32, H: 64, repeats: 20 },
  { B: 64, T: 10, F: 16, H: 64, repeats: 60 },
  { B: 256, T: 50, F: 32, H: 128, repeats: 3 },
];

const PEERS = [
  { name: 'PyTorch', library: 'torch' },
  { name: 'Keras', library: 'keras' },
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

  async run({ python, turns = TURNS, print }) {
    const { name: best } = await startEngine();
    const engines: BackendName[] = best === 'native' ? ['native', 'wasm'] : ['wasm'];
    const results: (Figures & { shape: string })[] = [];
    for (const shape of SHAPES) {
      const sides = [1, 2].flatMap((threads): Side[] => [
        ...engines.map((backend) => ({ name: backend, threads, options: { shape, backend } })),
        ...PEERS.map(({ name, library }) => ({ name, threads, options: { shape, library }, peer: 'lstm.py' })),
      ]);
      for (const backend of engines)
        sides.push({ name: `tf.layers, ${backend}`, threads: 1, options: { shape, backend, layers: true } });
      const figures = await takeTurns('lstm', sides, { python, turns });
      const title = `${shape.repeats} × (${shape.B}, ${shape.T}, ${shape.F} → ${shape.H})`;
      print(`${sidesTable(title, figures, engines, 'training steps/s')}`);
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
  const output = tf.variable(glorotUniform([H, 1], random)) as tf.Tensor2D;
  const lossOf = (last: tf.Tensor) => meanSquaredError(tf.reshape(tf.matMul(last as tf.Tensor2D, output), [B]), y);
  const step = tfjs ? stepOfTfjs(x, H, lossOf) : stepOfOurs(x, H, output as tf.Variable, lossOf, random);
  return () => {
    const start = performance.now();
    for (let i = 0; i < repeats; i++) step();
    output.dataSync();
    return { seconds: (performance.now() - start) / 1000, work: repeats };
  };
};

/** A training step; `lossOf` takes the last hidden state, [B, H]. */
function stepOfOurs(
  x: tf.Tensor3D,
  H: number,
  output: tf.Variable,
  lossOf: (last: tf.Tensor) => tf.Scalar,
  random: Random,
): () => void {
  const [B, T, F] = x.shape;
  const mask = tf.ones([B, T]) as tf.Tensor2D;
  const { build, options } = encoders.get('lstm');
  const encoder = build(options.parse({ units: H }), F, random);
  const optimiser = new Adam(encoder.weights().set('output', output), { learningRate: 1e-3 });
  return () => optimiser.minimise(() => lossOf(encoder.encode(x, mask).pooled));
}

/** The part of tfjs-layers that is timed; `npm run bench:peers` installs it. */
interface TfjsLayers {
  layers: { lstm(options: object): { apply(x: tf.Tensor, options: object): tf.Tensor } };
}

/** The same by tfjs alone. */
function stepOfTfjs(x: tf.Tensor3D, units: number, lossOf: (last: tf.Tensor) => tf.Scalar): () => void {
  const layer = tfjsLayers().layers.lstm({ units, recurrentInitializer: 'glorotUniform' });
  const optimiser = tf.train.adam(1e-3);
  return () => {
    tf.tidy(() => void optimiser.minimize(() => lossOf(layer.apply(x, { training: true }))));
  };
}

function tfjsLayers(): TfjsLayers {
  try {
    return require('@tensorflow/tfjs-layers');
  } catch {
    throw new InputError('tfjs-layers is not installed; `npm run bench:peers` installs it');
  }
}
