import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { startEngine } from '../src/engine/engine';

// The same cases in every run, so that main does not turn red by itself; another seed looks at others.
fc.configureGlobal({ seed: Number(process.env.LEDGERWALK_PROPERTY_SEED ?? 0) });

/** Every test file finds the engine started; what runs is printed once. */
export const mochaHooks = {
  async beforeAll(): Promise<void> {
    console.log(`\n  ${(await startEngine()).describe()}`);
    // The plain engine, which some tests compare with, greets at its first tensor with a recommendation of tfjs-node.
    const plain = tf.findBackend('cpu') as tf.KernelBackend & { firstUse: boolean };
    plain.firstUse = false;
  },
};
