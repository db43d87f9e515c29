import assert from 'node:assert/strict';
import { Random } from '../../../src/base/random';
import { resamplers } from '../../../src/imbalance/resampling';
import { fitResample, type TrainingSample } from '../../../src/imbalance/resampling/resampler';
import { assertClose } from '../../../src/testing/laws';
import fixture from '../../fixtures/imbalance.json';

/** A stream that draws words from the list. */
function fed(): Random {
  const random = new Random(0);
  let at = 0;
  random.bits = () => fixture.sample.words[at++];
  return random;
}

function sampleOf({ values, label }: { values: number[][]; label: number[] }): TrainingSample {
  return {
    purpose: 'training',
    values: Float32Array.from(values.flat()),
    shape: [label.length, values[0].length],
    label: Uint8Array.from(label),
  };
}

function build(name: string, options: object) {
  const kind = resamplers.get(name);
  return kind.build(kind.options.parse(options));
}

const sample = sampleOf(fixture.sample);

describe('resamplers, given the same draws as imbalanced-learn', () => {
  for (const [which, name, options] of [
    ['smote', 'smote', {}],
    ['borderline1', 'borderline-smote', {}],
    ['borderline2', 'borderline-smote', { kind: 2 }],
    ['adasyn', 'adasyn', {}],
  ] as const)
    it(`${which} makes the same examples`, () => {
      const { values, label } = fitResample(build(name, options), sample, fed());
      const expected = fixture.made[which];
      assert.deepEqual([...label], expected.label);
      assertClose(values, expected.values.flat(), 1e-5, which);
    });

  for (const [which, name, options] of [
    ['smoteTomek', 'smote-tomek', {}],
    ['smoteEnn', 'smote-enn', {}],
    ['smoteEnnMost', 'smote-enn', { enn: { agree: 'most' } }],
  ] as const)
    it(`${which} keeps the same examples of those it has made`, () => {
      const { values, label } = fitResample(build(name, options), sample, fed());
      const expected = fixture.made[which];
      // imbalanced-learn puts some of them in order of their class.
      const sorted = (points: number[][]) => points.map((row) => row.map((x) => x.toFixed(4)).join()).sort();
      const rows = [...label.keys()].map((i) => [...values.subarray(i * 3, (i + 1) * 3), label[i]]);
      assert.deepEqual(sorted(rows), sorted(expected.values.map((row, i) => [...row, expected.label[i]])));
    });

  for (const [which, name, options] of [
    ['tomekNegatives', 'tomek-links', {}],
    ['tomekBoth', 'tomek-links', { remove: 'both' }],
    ['ennAll', 'edited-neighbours', {}],
    ['ennMost', 'edited-neighbours', { agree: 'most' }],
    ['ennBoth', 'edited-neighbours', { remove: 'both' }],
  ] as const)
    it(`${which} keeps the same examples`, () => {
      const { first } = build(name, options).resample(sample, fed());
      assert.deepEqual([...first], fixture.kept[which]);
    });

  it('smote-nc makes the same numbers and categories', () => {
    const mixed = sampleOf({ values: fixture.mixed.values, label: fixture.sample.label });
    const { values, label } = fitResample(build('smote-nc', { categorical: ['3', '4'] }), mixed, fed());
    assert.deepEqual([...label], fixture.mixed.label);
    assertClose(values, fixture.mixed.resampled.flat(), 1e-5, 'smote-nc');
  });
});

describe('resamplers, given other draws than imbalanced-learn', () => {
  const { values, label, ...drawn } = fixture.drawn;
  const large = sampleOf({ values, label });
  for (const name of ['smote', 'adasyn'] as const)
    it(`${name} makes examples of the same distribution`, () => {
      const made = fitResample(build(name, {}), large, new Random(1)).values.subarray(large.values.length);
      for (const column of [0, 1, 2]) {
        const ours = Float64Array.from({ length: made.length / 3 }, (_, i) => made[3 * i + column]);
        const theirs = Float64Array.from(drawn[name], (row) => row[column]);
        // The two-sample statistic of Kolmogorov and Smirnov exceeds this once in a thousand times.
        const critical = 1.95 * Math.sqrt(1 / ours.length + 1 / theirs.length);
        assert.ok(largestDifference(ours, theirs) < critical, `column ${column}`);
      }
    });

  it('a distribution that is another one is told from it', () => {
    const theirs = Float64Array.from(drawn.smote, (row) => row[0]);
    const shifted = theirs.map((x) => x + 0.5);
    assert.ok(largestDifference(shifted, theirs) > 1.95 * Math.sqrt(2 / theirs.length));
  });
});

/** The largest difference between two empirical distribution functions. */
function largestDifference(a: Float64Array, b: Float64Array): number {
  const share = (values: Float64Array, most: number) => values.filter((x) => x <= most).length / values.length;
  return Math.max(...[...a, ...b].map((x) => Math.abs(share(a, x) - share(b, x))));
}
