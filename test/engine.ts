import * as tf from '@tensorflow/tfjs-core';
import { startEngine } from '../src/runtime/engine';

/** Starts the engine before all tests (LEDGERWALK_BACKEND picks which) and says which one runs. */
export const mochaHooks = {
  async beforeAll(): Promise<void> {
    // Comparisons with plain JavaScript start it, and it would advertise tfjs-node.
    tf.env().set('IS_TEST', true);
    console.log(`  ${(await startEngine()).describe()}`);
  },
};
