import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { startEngine } from '../src/engine/engine';
import { type Bench, cell, markdown, summary } from './bench';

const TURNS = 15;
const KERNELS = [tf.BatchMatMul, tf.Sum, tf.Tanh, tf.GatherV2, tf.Tile, tf.Relu];

export const patches: Bench = {
  name: 'patches',
  description: "the WASM engine's patched kernels and those that tfjs ships, milliseconds",

  async run({ turns = TURNS, print }) {
    const shipped = new Map(KERNELS.map((name) => [name, tf.getKernel(name, 'wasm')]));
    print(`${(await startEngine({ backend: 'wasm' })).describe()}`);
    const patched = new Map(KERNELS.map((name) => [name, tf.getKernel(name, 'wasm')]));
    const use = (kernels: Map<string, tf.KernelConfig>) => {
      for (const [name, kernel] of kernels) {
        tf.unregisterKernel(name, 'wasm');
        tf.registerKernel(kernel);
      }
    };

    const figures = Object.entries(workloads()).map(([kernel, run]) => {
      const [before, after]: [number[], number[]] = [[], []];
      for (let turn = 0; turn < turns; turn++) {
        use(shipped);
        before.push(milliseconds(run));
        use(patched);
        after.push(milliseconds(run));
      }
      return { kernel, shipped: summary(before), patched: summary(after) };
    });
    const rows = figures.map(({ kernel, shipped, patched }) => [
      kernel,
      cell(shipped, 2),
      cell(patched, 2),
      (shipped.median / patched.median).toFixed(1),
    ]);
    print(markdown(['kernel', 'shipped', 'patched', 'ratio'], rows));
    return figures;
  },
};

function workloads(): Record<string, () => tf.Tensor> {
  const random = (...shape: number[]) => tf.randomNormal(shape, 0, 1, 'float32', 1);
  const [rows, weights, gradient] = [random(2560, 96), random(96, 256), random(2560, 256)];
  const [state, square, queries] = [random(256, 64), random(64, 64), random(64, 50, 64)];
  const [activations, table] = [random(256, 640), random(20_000, 32)];
  const picks = tf.randomUniform([200_000], 0, 20_000, 'int32', 1);
  const [nodes, layer] = [random(100_000, 64), random(64, 64)];
  return {
    'a·b, [100000, 64] · [64, 64]': () => tf.matMul(nodes, layer),
    'aᵀ·b, [100000, 64]ᵀ · [100000, 64]': () => tf.matMul(nodes, nodes, true),
    'a·b, [2560, 96] · [96, 256]': () => tf.matMul(rows, weights),
    'aᵀ·b, [2560, 96]ᵀ · [2560, 256]': () => tf.matMul(rows, gradient, true),
    'a·bᵀ, [2560, 256] · [96, 256]ᵀ': () => tf.matMul(gradient, weights, false, true),
    'a·bᵀ, [256, 64] · [64, 64]ᵀ': () => tf.matMul(state, square, false, true),
    'a·bᵀ, 64 of [50, 64] · [50, 64]ᵀ': () => tf.matMul(queries, queries, false, true),
    'sum over the first axis, [2560, 256]': () => tf.sum(gradient, 0),
    'relu, [100000, 64]': () => tf.relu(nodes),
    'tanh, [256, 640]': () => tf.tanh(activations),
    'gather, 200,000 rows of 32': () => tf.gather(table, picks as tf.Tensor1D),
    'tile, [256, 640] twice along each axis': () => tf.tile(activations, [2, 2]),
  };
}

function milliseconds(run: () => tf.Tensor): number {
  const start = performance.now();
  run().dispose();
  return performance.now() - start;
}
