import * as tf from '@tensorflow/tfjs-core';
import { startEngine } from '../engine';

/** Loads the native engine, computes with it and prints its line; exits with code 2 when it does not work. */
async function check(): Promise<void> {
  const engine = await startEngine({ backend: 'native' });
  const [product] = tf.matMul([[1, 2]], [[3], [4]]).dataSync();
  if (product !== 11) throw new Error(`1·3 + 2·4 came out as ${product}`);
  console.log(engine.describe());
}

check().catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 2;
});
