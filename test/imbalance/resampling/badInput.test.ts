import assert from 'node:assert/strict';
import { Random } from '../../../src/base/random';
import { resamplers } from '../../../src/imbalance/resampling';
import { allot } from '../../../src/imbalance/resampling/adasyn';
import { blend } from '../../../src/imbalance/resampling/origins';
import { fitResample, type TrainingSample } from '../../../src/imbalance/resampling/resampler';

/** Positives first, each class about its own place. */
function sampleOf(positives: number, negatives: number, apart = 0): TrainingSample {
  const random = new Random(1);
  const n = positives + negatives;
  return {
    purpose: 'training',
    values: Float32Array.from({ length: 2 * n }, (_, i) => random.normal() + (i < 2 * positives ? apart : 0)),
    shape: [n, 2],
    label: Uint8Array.from({ length: n }, (_, i) => Number(i < positives)),
    columns: ['days', 'amount'],
  };
}

function run(name: string, sample: TrainingSample, options: object = {}) {
  const kind = resamplers.get(name);
  return fitResample(kind.build(kind.options.parse(options)), sample, new Random(1));
}

const refuses = (name: string, sample: TrainingSample, message: string, options: object = {}) =>
  assert.throws(() => run(name, sample, options), { name: 'InputError', message });

describe('resamplers of what cannot be resampled', () => {
  for (const name of ['smote', 'borderline-smote', 'adasyn', 'smote-tomek', 'smote-enn'])
    it(`${name}: a class with one example, or fewer than neighbours are asked for`, () => {
      refuses(
        name,
        sampleOf(1, 30),
        'resampling: 1 positive examples cannot have 5 neighbours each; expected at least 6, or a smaller "k"',
      );
      refuses(
        name,
        sampleOf(5, 30),
        'resampling: 5 positive examples cannot have 5 neighbours each; expected at least 6, or a smaller "k"',
      );
    });

  it('fewer examples than neighbours', () => {
    refuses(
      'edited-neighbours',
      sampleOf(1, 2),
      'resampling: 3 examples cannot have 3 neighbours each; expected at least 4, or a smaller "k"',
    );
    refuses(
      'borderline-smote',
      sampleOf(3, 6),
      'resampling: 9 examples cannot have 10 neighbours each; expected at least 11, or a smaller "m"',
      { k: 2 },
    );
  });

  it('classes that do not meet', () => {
    const apart = sampleOf(20, 40, 100);
    refuses(
      'adasyn',
      apart,
      'resampling, adasyn: no positive has a negative among its 5 nearest neighbours; expected positives near negatives; smote needs none',
    );
    refuses(
      'borderline-smote',
      apart,
      'resampling, borderline-smote: no positive has negatives among at least half, but not all, of its 10 nearest neighbours; expected positives at the border to the negatives; smote needs none',
    );
    assert.equal(run('tomek-links', apart).label.length, 60);
  });

  it('classes of which cleaning leaves one', () => {
    // Each example's only neighbour at hand is of the other class.
    const pairs: TrainingSample = {
      purpose: 'training',
      values: Float32Array.of(0, 0.1, 10, 10.1),
      shape: [4, 1],
      label: Uint8Array.of(1, 0, 1, 0),
    };
    refuses(
      'edited-neighbours',
      pairs,
      'resampling: removing examples among the other class leaves no negative; expected classes that are further apart, or a rule that removes less',
      { k: 1 },
    );
  });

  it('numbers that are missing or infinite', () => {
    for (const wrong of [Number.NaN, Number.POSITIVE_INFINITY]) {
      const sample = sampleOf(10, 30);
      sample.values[7] = wrong;
      refuses(
        'smote',
        sample,
        `resampling: example 3 has ${wrong} in column "amount"; expected finite numbers: distances need them all; fill in missing values first`,
      );
      assert.doesNotThrow(() => run('random-over', sample));
    }
  });

  it('columns of categories that are not there, or are all there is', () => {
    refuses(
      'smote-nc',
      sampleOf(10, 30),
      'resampling, smote-nc, categorical: no column "shop"; expected some of days, amount',
      { categorical: ['shop'] },
    );
    refuses(
      'smote-nc',
      sampleOf(10, 30),
      'resampling, smote-nc, categorical: all columns are categories; expected numbers beside them',
      { categorical: ['days', 'amount'] },
    );
  });
});

describe('blended numbers', () => {
  it('are those of one example where the other has none', () => {
    const origins = {
      first: Int32Array.of(0, 1),
      second: Int32Array.of(1, 0),
      gap: Float64Array.of(0.25, 0.25),
      label: Uint8Array.of(1, 1),
    };
    const { NaN: missing } = Number;
    assert.deepEqual(
      [...blend(origins, Float32Array.of(1, missing, missing, 4, 3, missing), 3)],
      [1.75, 3, missing, 3.25, 3, missing],
    );
  });
});

describe('shares of a total', () => {
  it('add up, the largest remainders rounded up', () => {
    assert.deepEqual([...allot(10, Int32Array.of(1, 1, 1))], [4, 3, 3]);
    assert.deepEqual([...allot(7, Int32Array.of(0, 5, 2))], [0, 5, 2]);
    assert.deepEqual([...allot(3, Int32Array.of(4, 1, 1))], [2, 1, 0]);
  });
});
