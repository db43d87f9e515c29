import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs-core';
import { fromBase64, toBase64 } from '../../src/base/base64';
import { Random } from '../../src/base/random';
import { Dense } from '../../src/nn/dense';
import { Module } from '../../src/nn/module';

/** A module with a weight of its own and two parts. */
class Network extends Module {
  readonly scale = this.weight('scale', tf.scalar(2));
  readonly first: Dense;
  readonly second: Dense;

  constructor(seed: number) {
    super();
    const random = new Random(seed);
    this.first = this.part('first', new Dense(3, 4, random, 'relu'));
    this.second = this.part('second', new Dense(4, 1, random));
  }
}

describe('a module', () => {
  const numbersOf = (module: Module) => [...module.weights().values()].map((weight) => [...weight.dataSync()]);

  it('lists the weights of its parts by dotted name, in order of creation', () => {
    const network = new Network(1);
    assert.deepEqual(
      [...network.weights().keys()],
      ['scale', 'first.kernel', 'first.bias', 'second.kernel', 'second.bias'],
    );
    assert.equal(network.parameterCount, 1 + 3 * 4 + 4 + 4 + 1);
    network.dispose();
  });

  it('saves and loads them, to the bit, also through JSON', () => {
    const [one, other] = [new Network(1), new Network(2)];
    assert.notDeepEqual(numbersOf(other), numbersOf(one));
    other.load(JSON.parse(JSON.stringify(one.save())));
    assert.deepEqual(numbersOf(other), numbersOf(one));
    one.dispose();
    other.dispose();
  });

  it('goes back to a snapshot', () => {
    const network = new Network(1);
    const before = numbersOf(network);
    const snapshot = network.snapshot();
    tf.tidy(() => network.scale.assign(tf.scalar(7)));
    network.restore(snapshot);
    assert.deepEqual(numbersOf(network), before);
    network.dispose();
  });

  it('names the weights that do not fit', () => {
    const network = new Network(1);
    const { scale, ...others } = network.save();
    assert.throws(() => network.load({ ...others, size: scale }), /unknown size, missing scale/);
    const wide = { ...network.save(), scale: { shape: [2], data: toBase64(Float32Array.of(1, 2)) } };
    assert.throws(() => network.load(wide), /weight scale has shape \[2\]; expected \[\]/);
    const short = { ...network.save(), scale: { shape: [], data: '' } };
    assert.throws(() => network.load(short), /weight scale holds 0 numbers; expected 1/);
    network.dispose();
  });

  it('frees all it has', () => {
    const before = tf.memory().numTensors;
    new Network(1).dispose();
    assert.equal(tf.memory().numTensors, before);
  });
});

describe('base64 of numbers', () => {
  it('keeps every bit', () => {
    const numbers = Float32Array.of(0, -0, 1 / 3, -1e-45, 3.4e38, Infinity, -Infinity, Number.NaN);
    assert.deepEqual(fromBase64(toBase64(numbers)), numbers);
    assert.deepEqual(fromBase64(toBase64(numbers.subarray(2, 5))), numbers.slice(2, 5));
  });
});
