import assert from 'node:assert/strict';
import { RandomState } from '../../../datasets/fraud-handbook/random/numpy';
import { PythonRandom } from '../../../datasets/fraud-handbook/random/python';
import fixture from './streams.fixture.json';

describe("the simulator's random streams", () => {
  const near = (actual: number[], expected: number[]) => {
    assert.equal(actual.length, expected.length);
    actual.forEach((value, i) => {
      // The logarithm may differ in its last place.
      assert.ok(Math.abs(value - expected[i]) <= 1e-14 * Math.abs(expected[i]), `${value}, not ${expected[i]}`);
    });
  };
  const times = <T>(count: number, draw: () => T) => Array.from({ length: count }, draw);

  for (const expected of fixture.numpy)
    it(`draw what numpy's RandomState(${expected.seed}) draws`, () => {
      const random = new RandomState(expected.seed);
      const uniform = times(4, () => random.uniform(5, 100));
      assert.deepEqual(uniform, expected.uniform);
      const normal = times(5, () => random.normal(43200, 20000));
      near(normal, expected.normal);
      const poisson = [0, 0.01, 0.7, 2, 3.99, 9.9].map((rate) => random.poisson(rate));
      assert.deepEqual(poisson, expected.poisson);
      near([random.normal(3, 1.5)], [expected.keptNormal]);
      assert.deepEqual([...random.permutation(23)], expected.permutation);
      assert.deepEqual(times(1300, () => random.uniform(0, 1)).slice(-3), expected.later);
    });

  it('draw no Poisson number of a rate at which numpy draws otherwise', () => {
    assert.throws(() => new RandomState(0).poisson(10), /rate 10 is not in \[0, 10\)/);
  });

  for (const { seed, n, count, drawn } of fixture.pandas)
    it(`sample ${count} of ${n} as pandas does with seed ${seed}`, () => {
      assert.deepEqual([...new RandomState(seed).sample(n, count)], drawn);
    });

  for (const expected of fixture.python)
    it(`draw what CPython's Random(${expected.seed}) draws`, () => {
      const random = new PythonRandom(expected.seed);
      const bits = [1, 7, 31, 32].map((count) => random.getrandbits(count));
      assert.deepEqual(bits, expected.bits);
      const choice = [1, 2, 3, 77, 64, 1000].map((n) =>
        random.choice(Int32Array.from({ length: n }, (_, i) => 100 + i)),
      );
      assert.deepEqual(choice, expected.choice);
      for (const { n, count, drawn } of expected.samples) assert.deepEqual([...random.sample(n, count)], drawn);
      assert.deepEqual(times(1300, () => random.getrandbits(32)).slice(-3), expected.later);
    });
});
