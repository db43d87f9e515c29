import assert from 'node:assert/strict';
import { controls } from '../../src/data/controls';
import { controlLaws } from '../../src/testing/control';
import { obeys } from './obeys';

obeys('control', controls.all, controlLaws);

it('permuted events stand otherwise for another seed, time and customer', () => {
  const permute = controls.get('permute-events');
  const order = (seed: number, time: number, customer: number) => {
    const contents = Int32Array.from({ length: 20 }, (_, b) => b);
    permute.build({}, seed).order?.(contents, time, customer);
    return contents.join();
  };
  const orders = [order(1, 1, 1), order(2, 1, 1), order(1, 2, 1), order(1, 1, 2)];
  assert.equal(new Set(orders).size, orders.length);
});

it('random embeddings are other ones for another seed and another node', () => {
  const random = controls.get('random-embeddings');
  const vectors = (seed: number, name: string) => {
    const values = new Float32Array(4).fill(1);
    random.build({}, seed).embeddings?.(values, 4, () => name);
    return values.join();
  };
  assert.equal(new Set([vectors(1, 'tea'), vectors(2, 'tea'), vectors(1, 'jam')]).size, 3);
});

it('edges are rewired otherwise for another seed', () => {
  const rewired = (seed: number) => {
    const customer = Int32Array.from({ length: 30 }, (_, e) => Math.floor(e / 3));
    const item = Int32Array.from({ length: 30 }, (_, e) => (e * 7) % 20);
    controls.get('rewire-edges').build({}, seed).edges?.(customer, item, 20);
    return item.join();
  };
  assert.notEqual(rewired(1), rewired(2));
});
