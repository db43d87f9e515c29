import assert from 'node:assert/strict';
import { optionNames } from '../base/component';
import { InputError } from '../base/errors';
import { Random } from '../base/random';
import { countPositives } from '../data/examples';
import type { Origins } from '../imbalance/resampling/origins';
import {
  fitResample,
  type Resampled,
  type Resampler,
  type ResamplerKind,
  type TrainingSample,
} from '../imbalance/resampling/resampler';
import { type Check, defineLaws } from './laws';

const N = 200;

/** Laws of resamplers, for rows [n, F] and sequences [n, T, F]. */
export const resamplerLaws = defineLaws<ResamplerKind>({
  'positives per negative are as many as asked for': (kind, given) => {
    // One without the option was not asked for any.
    if (!optionNames(kind).includes('ratio')) return;
    for (const ratio of [0.2, 0.5, 1])
      for (const sample of samples()) {
        const { label } = resample(build(kind, { ...given, ratio }), sample);
        const positives = countPositives(label);
        const negatives = label.length - positives;
        assert.ok(
          Math.abs(positives - ratio * negatives) <= 1,
          `${positives} positives and ${negatives} negatives for a ratio of ${ratio}`,
        );
      }
  },

  'a sample that has more positives keeps its positives': (kind, given) => {
    // One without the option may remove examples of either class.
    if (!optionNames(kind).includes('ratio')) return;
    const sample = sampleOf([N, 3], 0.9);
    const { label } = resample(build(kind, given), sample);
    assert.ok(countPositives(label) >= countPositives(sample.label));
  },

  'each example is one that was given, or a positive between two': onSamples(
    (sample, { first, second, gap, label }) => {
      for (let i = 0; i < label.length; i++) {
        assert.ok(first[i] < N && second[i] < N && gap[i] >= 0 && gap[i] <= 1, `example ${i}`);
        assert.equal(label[i], gap[i] > 0 ? 1 : sample.label[first[i]], `the label of example ${i}`);
      }
    },
  ),

  'numbers, shape and labels fit together': onSamples((sample, { label }, resampled) => {
    const [n, ...rest] = resampled.shape;
    assert.deepEqual(rest, sample.shape.slice(1), 'the shape of an example');
    assert.equal(label.length, n, 'labels');
    assert.equal(resampled.values.length, (n * sample.values.length) / sample.shape[0], 'numbers');
    assert.ok(resampled.values.every(Number.isFinite), 'a number is not finite');
    assert.equal(resampled.purpose, 'training');
  }),

  'the sample that was given stays as it is': onSamples((sample, _, __, again) => assert.deepEqual(sample, again)),

  'the same for the same seed': (kind, given) => {
    for (const sample of samples()) {
      const run = (seed: number) => build(kind, given).resample(sample, new Random(seed));
      assert.deepEqual(run(3), run(3));
    }
  },

  'one that says that it reads labels alone does so': (kind, given) => {
    const resampler = build(kind, given);
    if (resampler.reads !== 'labels') return;
    const { label } = sampleOf([N, 3], 0.05);
    const without: TrainingSample = { purpose: 'training', values: new Float32Array(), shape: [N, 0], label };
    assert.deepEqual(
      resampler.resample(without, new Random(2)),
      resampler.resample(sampleOf([N, 3], 0.05), new Random(2)),
    );
  },

  'a column without variation does no harm': (kind, given) => {
    const sample = sampleOf([N, 3], 0.05);
    for (let i = 1; i < sample.values.length; i += 3) sample.values[i] = 7;
    const { values } = resample(build(kind, given), sample);
    for (let i = 1; i < values.length; i += 3) assert.equal(values[i], 7);
  },

  'a missing number is told by its column, or does not matter': (kind, given) => {
    const sample = { ...sampleOf([N, 3], 0.05), columns: ['0', '1', 'amount'] };
    sample.values[5] = Number.NaN;
    refusesOr(
      () => resample(build(kind, given), sample),
      () => {},
      /"amount"/,
    );
  },

  'a class of one example is refused, or resampled': (kind, given) => {
    const sample = { ...sampleOf([N, 3], 0.05), label: Uint8Array.from({ length: N }, (_, i) => Number(i === 7)) };
    refusesOr(
      () => resample(build(kind, given), sample),
      ({ values }) => assert.ok(values.every(Number.isFinite)),
    );
  },

  'a sample of one class is refused': (kind, given) => {
    for (const rate of [0, 1])
      assert.throws(
        () => build(kind, given).resample(sampleOf([N, 3], rate), new Random(1)),
        { name: 'InputError' },
        `a share of positives of ${rate}`,
      );
  },
});

function build(kind: ResamplerKind, given: Parameters<Check<ResamplerKind>>[1]): Resampler {
  return kind.build(kind.options.parse(given ?? {}));
}

function resample(resampler: Resampler, sample: TrainingSample): Resampled {
  return fitResample(resampler, sample, new Random(2));
}

/** Something ends well, or with a message for people. */
function refusesOr<T>(run: () => T, check: (result: T) => void, message = /./): void {
  let result: T;
  try {
    result = run();
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    assert.match(error.message, message);
    return;
  }
  check(result);
}

function onSamples(
  check: (sample: TrainingSample, origins: Origins, resampled: Resampled, again: TrainingSample) => void,
): Check<ResamplerKind> {
  return (kind, given) => {
    const copies = samples();
    for (const [i, sample] of samples().entries()) {
      const resampler = build(kind, given);
      check(sample, resampler.resample(sample, new Random(2)), resample(resampler, sample), copies[i]);
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
