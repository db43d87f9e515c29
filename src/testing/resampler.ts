import assert from 'node:assert/strict';
import { optionNames } from '../base/component';
import { Random } from '../base/random';
import { countPositives } from '../data/examples';
import type { Resampled, Resampler, ResamplerKind, TrainingSample } from '../imbalance/resampling/resampler';
import { logOdds } from '../imbalance/resampling/selection';
import { type Check, defineLaws } from './laws';

const N = 200;

/** Laws of resamplers, for rows [n, F] and sequences [n, T, F]. */
export const resamplerLaws = defineLaws<ResamplerKind>({
  'positives per negative are as many as asked for': (kind, given) => {
    // One without the option was not asked for any.
    if (!optionNames(kind).includes('ratio')) return;
    for (const ratio of [0.2, 0.5, 1])
      for (const sample of samples()) {
        const { label } = build(kind, { ...given, ratio }).fitResample(sample, new Random(2));
        const positives = countPositives(label);
        const negatives = label.length - positives;
        assert.ok(
          Math.abs(positives - ratio * negatives) <= 1,
          `${positives} positives and ${negatives} negatives for a ratio of ${ratio}`,
        );
      }
  },

  'a sample that has more positives keeps its positives': (kind, given) => {
    const sample = sampleOf([N, 3], 0.9);
    const { label } = build(kind, given).fitResample(sample, new Random(2));
    assert.ok(countPositives(label) >= countPositives(sample.label));
  },

  'numbers, shape and labels fit together': onSamples((sample, resampled) => {
    const [n, ...rest] = resampled.shape;
    assert.deepEqual(rest, sample.shape.slice(1), 'the shape of an example');
    assert.equal(resampled.label.length, n, 'labels');
    assert.equal(resampled.values.length, (n * sample.values.length) / sample.shape[0], 'numbers');
    assert.ok(resampled.values.every(Number.isFinite), 'a number is not finite');
    assert.equal(resampled.purpose, 'training');
  }),

  'the sample that was given stays as it is': onSamples((sample, _, again) => assert.deepEqual(sample, again)),

  'the shift is by how much the log-odds rose': onSamples((sample, resampled) => {
    const risen = logOdds(resampled.label) - logOdds(sample.label);
    assert.ok(Math.abs(resampled.logitShift - risen) < 1e-9, `${resampled.logitShift}, the log-odds rose by ${risen}`);
  }),

  'the same for the same seed, another for another': (kind, given) => {
    for (const sample of samples()) {
      const run = (seed: number) => build(kind, given).fitResample(sample, new Random(seed));
      assert.deepEqual(run(3), run(3));
      assert.notDeepEqual(run(3).values, run(4).values, 'two seeds');
    }
  },

  'the rows that it selects are what its sample consists of': onSamples((sample, resampled, _, resampler) => {
    const rows = resampler.select?.(sample.label, new Random(2));
    if (!rows) return;
    const size = sample.values.length / N;
    const values = [...rows].flatMap((row) => [...sample.values.subarray(row * size, (row + 1) * size)]);
    assert.deepEqual([...resampled.values], values);
    assert.deepEqual(
      resampled.label,
      Uint8Array.from(rows, (row) => sample.label[row]),
    );
  }),

  'a sample of one class is refused': (kind, given) => {
    for (const rate of [0, 1])
      assert.throws(
        () => build(kind, given).fitResample(sampleOf([N, 3], rate), new Random(1)),
        { name: 'InputError' },
        `a share of positives of ${rate}`,
      );
  },
});

function build(kind: ResamplerKind, given: Parameters<Check<ResamplerKind>>[1]): Resampler {
  return kind.build(kind.options.parse(given ?? {}));
}

function onSamples(
  check: (sample: TrainingSample, resampled: Resampled, again: TrainingSample, resampler: Resampler) => void,
): Check<ResamplerKind> {
  return (kind, given) => {
    const copies = samples();
    for (const [i, sample] of samples().entries()) {
      const resampler = build(kind, given);
      check(sample, resampler.fitResample(sample, new Random(2)), copies[i], resampler);
    }
  };
}

/** Rows and sequences with one positive in twenty. */
function samples(): TrainingSample[] {
  return [sampleOf([N, 3], 0.05), sampleOf([N, 4, 2], 0.05)];
}

function sampleOf(shape: [number, ...number[]], rate: number): TrainingSample {
  const random = new Random(1);
  return {
    purpose: 'training',
    values: Float32Array.from({ length: shape.reduce((a, b) => a * b) }, () => random.normal()),
    shape,
    label: Uint8Array.from({ length: N }, (_, i) => (Math.floor((i + 1) * rate) > Math.floor(i * rate) ? 1 : 0)),
  };
}
