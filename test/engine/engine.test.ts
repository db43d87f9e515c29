import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { startEngine } from '../../src/engine/engine';

const ROOT = join(__dirname, '../..');
const BINDING = join(ROOT, 'node_modules/@tensorflow/tfjs-node/lib');

/** What a process of its own prints that runs `code`, which may use `startEngine` and `tf`, and its environment. */
function inProcess(code: string, environment: Record<string, string>): string {
  const script = `
    const { startEngine } = require('./src/engine/engine');
    const tf = require('@tensorflow/tfjs-core');
    (async () => { ${code} })().catch((error) => console.log(error.name + ': ' + error.message));`;
  const { LEDGERWALK_BACKEND: _, ...inherited } = process.env;
  const child = spawnSync(process.execPath, ['-r', 'ts-node/register', '-e', script], {
    cwd: ROOT,
    env: { ...inherited, FORCE_COLOR: '0', ...environment },
    encoding: 'utf8',
  });
  return (child.stdout + child.stderr).trim();
}

const DESCRIBE = 'console.log((await startEngine()).describe());';
const WITHOUT_TFJS_NODE = `
  const Module = require('node:module');
  const resolve = Module._resolveFilename;
  Module._resolveFilename = (name, ...rest) => {
    if (name.startsWith('@tensorflow/tfjs-node')) throw new Error('not there');
    return resolve(name, ...rest);
  };`;

describe('engine', () => {
  it('is the one that tfjs computes with', async () => {
    const engine = await startEngine();
    assert.equal(tf.getBackend(), { native: 'tensorflow', wasm: 'wasm', cpu: 'cpu' }[engine.name]);
    assert.equal(engine.name, process.env.LEDGERWALK_BACKEND || engine.name);
  });

  it('is started once', async () => {
    assert.equal(await startEngine(), await startEngine({ backend: 'cpu' }));
  });

  it('has a single thread unless asked for more', async () => assert.equal((await startEngine()).threads, 1));

  it('computes the same to the bit each time', () => {
    const train = () =>
      tf.tidy(() => {
        const [x, w] = [
          tf.randomNormal([300, 200], 0, 1, 'float32', 1),
          tf.randomNormal([200, 100], 0, 1, 'float32', 2),
        ];
        const [gradient] = tf.grads((v: tf.Tensor) => tf.mean(tf.softplus(tf.matMul(x, tf.tanh(v)))))([w]);
        return gradient.dataSync();
      });
    assert.deepEqual(train(), train());
  });

  it('holds the tensors of native TensorFlow and of tfjs-core in one place', function () {
    if (tf.getBackend() !== 'tensorflow') this.skip();
    const node: typeof tf = require('@tensorflow/tfjs-node');
    assert.equal(node.engine(), tf.engine());
  });

  it('says in one line what it is', () => {
    assert.match(
      inProcess(DESCRIBE, { LEDGERWALK_BACKEND: 'wasm' }),
      /^engine: wasm \(tfjs [\d.]+, SIMD, 1 thread, compiled kernels \([^)]*1 thread\)\)$/,
    );
    assert.match(
      inProcess(DESCRIBE, { LEDGERWALK_BACKEND: 'cpu' }),
      /^engine: cpu \(tfjs [\d.]+, 1 thread, compiled kernels \([^)]*1 thread\)\)$/,
    );
  });

  it('says whether its kernels multiply and add in one operation, as they do where Node has relaxed SIMD', () => {
    const plain = inProcess(DESCRIBE, { LEDGERWALK_BACKEND: 'cpu', LEDGERWALK_KERNELS: 'plain' });
    assert.match(plain, /, plain TypeScript kernels\)$/);
    const compiled = inProcess(DESCRIBE, { LEDGERWALK_BACKEND: 'cpu' });
    // V8 has it since 11.4; Node 20 came with 11.3, Node 21 with 11.8.
    const fused = Number.parseInt(process.versions.node, 10) >= 21;
    assert.match(compiled, fused ? /\(SIMD with fused multiply-add, 1 thread\)/ : /\(SIMD, 1 thread\)/);
  });

  it('says what native TensorFlow it is', function () {
    if (!existsSync(BINDING)) this.skip();
    assert.match(
      inProcess(DESCRIBE, { LEDGERWALK_BACKEND: 'native' }),
      // On some processors TensorFlow adds lines of its own.
      /^engine: native \(TensorFlow [\d.]+ through tfjs-node [\d.]+,.* 1 thread, compiled kernels \([^)]*1 thread\)\)$/m,
    );
  });

  it('is WASM where tfjs-node is not, and says why', () =>
    assert.match(
      inProcess(WITHOUT_TFJS_NODE + DESCRIBE, {}),
      /^engine: wasm \(.*; tfjs-node is not installed; `npm run setup:native` builds it\)$/,
    ));

  it('is never another one than was asked for', () =>
    assert.equal(
      inProcess(WITHOUT_TFJS_NODE + DESCRIBE, { LEDGERWALK_BACKEND: 'native' }),
      'InputError: tfjs-node is not installed; `npm run setup:native` builds it',
    ));

  it('has a known name', () =>
    assert.equal(
      inProcess(DESCRIBE, { LEDGERWALK_BACKEND: 'gpu' }),
      'InputError: LEDGERWALK_BACKEND: unknown engine "gpu"; expected one of native, wasm, cpu',
    ));

  it('says when the memory of WASM is full, and works on', () => {
    const output = inProcess(
      `await startEngine();
       const kept = tf.tensor1d([1, 2, 3]);
       const backend = tf.backend();
       const filled = [];
       try {
         for (let i = 0; i < 20; i++) filled.push(backend.makeOutput([2 ** 26], 'float32'));
       } catch (error) {
         console.log(filled.length, error.name + ': ' + error.message);
       }
       console.log(tf.matMul(tf.ones([64, 64]), tf.ones([64, 64])).dataSync()[0], tf.tanh(tf.scalar(0)).dataSync()[0]);
       for (const { dataId } of filled) backend.disposeData(dataId);
       console.log(kept.dataSync().join());`,
      { LEDGERWALK_BACKEND: 'wasm' },
    );
    assert.match(output, /^15 InputError: the WASM engine's memory of 4 GB is full \(256 MB more were asked for\)/);
    assert.match(output, /\n64 0\n1,2,3$/);
  });
});
