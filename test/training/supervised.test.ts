import assert from 'node:assert/strict';
import { Random } from '../../src/base/random';
import { supervised } from '../../src/training/objectives/supervised';
import { loss, rowsOf, sampleOf } from './harness';

describe('supervised learning', () => {
  const train = sampleOf(3, 200, 1);
  const rows = rowsOf(train);

  const epochOf = (random: Random, options: { negatives?: number; times?: Uint32Array }) => {
    const none = () => assert.fail('no logit is asked for') as never;
    const objective = supervised(train, none, loss, { size: 50, ...options });
    return [...objective.batches(random)].flatMap((batch) => [...batch]);
  };

  it('takes all positives and a fresh share of the negatives in each epoch', () => {
    const random = new Random(2);
    const negatives = rows.filter((row) => !train.label[row]);
    const epochs = [1, 2].map(() => new Set(epochOf(random, { negatives: 0.25 })));
    for (const epoch of epochs) {
      assert.ok(rows.every((row) => !train.label[row] || epoch.has(row)));
      const share = negatives.filter((row) => epoch.has(row)).length / negatives.length;
      assert.ok(Math.abs(share - 0.25) < 0.05, `${share} of the negatives`);
    }
    // Drawn independently, a sixteenth of the negatives is in both.
    const both = negatives.filter((row) => epochs.every((epoch) => epoch.has(row))).length / negatives.length;
    assert.ok(Math.abs(both - 0.0625) < 0.03, `${both} of the negatives twice`);
  });

  it('repeats what is drawn as often as a resampler says', () => {
    const times = Uint32Array.from(rows, (row) => (train.label[row] ? 3 : 2));
    const drawn = epochOf(new Random(2), { negatives: 0.5, times });
    const counts = new Uint32Array(rows.length);
    for (const row of drawn) counts[row]++;
    for (const row of rows) assert.ok(counts[row] === times[row] || (!train.label[row] && counts[row] === 0));
  });
});
