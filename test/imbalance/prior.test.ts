import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Random } from '../../src/base/random';
import { correctPrior } from '../../src/imbalance/prior';

const probability = fc.double({ min: 0, max: 1, noNaN: true });
const rate = fc.double({ min: 0.001, max: 1, noNaN: true });

/** One probability corrected for a sample of the negatives. */
const corrected = (p: number, rate: number) => correctPrior(Float32Array.of(p), -Math.log(rate))[0];

describe('prior correction', () => {
  it('gives back the probability that sampled negatives distorted', () => {
    fc.assert(
      fc.property(probability, rate, (p, r) => {
        // Bayes: of p positives and 1 - p negatives, p and r (1 - p) are seen.
        const seen = p / (p + r * (1 - p));
        assert.ok(Math.abs(corrected(seen, r) - p) < 1e-6 / r);
      }),
    );
  });

  it('multiplies the odds by the rate', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.01, max: 0.99, noNaN: true }), rate, (p, r) => {
        const odds = (q: number) => q / (1 - q);
        const ratio = odds(corrected(p, r)) / odds(p);
        assert.ok(Math.abs(ratio - r) < 1e-4 * r, `${ratio} for ${r}`);
      }),
    );
  });

  it('restores the base rate of a sample of the negatives', () => {
    const random = new Random(11);
    const rate = 0.1;
    let [positives, size, sum] = [0, 0, 0];
    // In each of 50 groups of 2000 all examples have one probability; what a perfect model of the sample says is
    // the group's share of positives in the sample.
    for (let group = 0; group < 50; group++) {
      const p = random.next() * 0.2;
      let [seenPositives, seen] = [0, 0];
      for (let i = 0; i < 2000; i++) {
        const positive = random.next() < p;
        size++;
        if (positive) positives++;
        if (!positive && random.next() >= rate) continue;
        seen++;
        if (positive) seenPositives++;
      }
      sum += 2000 * corrected(seenPositives / seen, rate);
    }
    const error = Math.sqrt((0.1 * 0.9) / (size * rate));
    assert.ok(Math.abs(sum / size - positives / size) < 4 * error, `${sum / size} for ${positives / size}`);
  });

  it('changes nothing when all negatives were kept, and never what is certain', () => {
    const same = Float32Array.from({ length: 101 }, (_, i) => i / 100);
    assert.deepEqual(correctPrior(same.slice(), 0), same);
    assert.equal(corrected(0, 0.3), 0);
    assert.equal(corrected(1, 0.3), 1);
  });

  it('keeps the order of scores', () => {
    fc.assert(
      fc.property(fc.array(probability, { maxLength: 30 }), rate, (scores, r) => {
        const sorted = Float32Array.from(scores).sort();
        const after = correctPrior(sorted.slice(), -Math.log(r));
        assert.ok(after.every((p, i) => i === 0 || after[i - 1] <= p));
      }),
    );
  });

  it('works in place', () => {
    const scores = Float32Array.of(0.5);
    assert.equal(correctPrior(scores, Math.log(2)), scores);
    assert.equal(scores[0], Math.fround(1 / 3));
  });
});
