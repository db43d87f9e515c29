import assert from 'node:assert/strict';
import { Random } from '../../../src/base/random';
import { HistogramCounter, LANES, STRIDE, subtract, sumByBin } from '../../../src/baselines/boosting/histogram';
import { compiledKernels } from '../../../src/kernels/compiled';

const ROWS = 1003;
const COLUMNS = 5;
const random = Random.of(1, 'histograms');
const bins = Array.from({ length: COLUMNS }, () => Uint8Array.from({ length: ROWS }, () => random.int(256)));
const gradient = Float32Array.from({ length: ROWS }, () => random.normal());
const hessian = Float32Array.from({ length: ROWS }, () => random.next());

function counter(): HistogramCounter {
  const made = new HistogramCounter({ rows: ROWS, bins }, 2);
  made.rows.set(random.shuffle(Int32Array.from(bins[0].keys())));
  return made;
}

describe('histograms', () => {
  it(`of ${compiledKernels() ? 'the compiled kernel' : 'plain TypeScript'} are sums row by row, to the bit`, () => {
    const made = counter();
    const features = Int32Array.of(1, 4);
    const [from, to] = [17, 900];
    const actual = made.count(from, to, features, gradient, hessian);
    for (const feature of features) {
      const expected = new Float64Array(STRIDE);
      for (const row of made.rows.subarray(from, to)) {
        const at = bins[feature][row] * LANES;
        expected[at] += gradient[row];
        expected[at + 1] += hessian[row];
        expected[at + 2] += 1;
      }
      const plain = new Float64Array(STRIDE).fill(9);
      const derivatives = Float32Array.from(
        [...made.rows.subarray(from, to)].flatMap((r) => [gradient[r], hessian[r]]),
      );
      sumByBin(bins[feature], made.rows, from, to, derivatives, plain, 0);
      assert.deepEqual(plain, expected);
      assert.deepEqual(actual.slice(feature * STRIDE, (feature + 1) * STRIDE), expected);
    }
  });

  it('of two parts add up to that of the whole', () => {
    const made = counter();
    const features = Int32Array.of(0, 2, 3);
    const whole = made.count(0, ROWS, features, gradient, hessian);
    const left = made.count(0, 400, features, gradient, hessian);
    subtract(whole, left, features);
    made.giveBack(left);
    const right = made.count(400, ROWS, features, gradient, hessian);
    for (const feature of features)
      for (let at = feature * STRIDE; at < (feature + 1) * STRIDE; at++)
        assert.ok(Math.abs(whole[at] - right[at]) < 1e-12, `at ${at}: ${whole[at]}, not ${right[at]}`);
  });

  it('are not handed out twice', () => {
    const made = counter();
    const features = Int32Array.of(0);
    const first = made.count(0, ROWS, features, gradient, hessian);
    const kept = first.slice();
    made.count(0, 10, features, gradient, hessian);
    assert.deepEqual(first, kept);
    assert.throws(() => made.count(0, 10, features, gradient, hessian), /more histograms are in use/);
  });
});
