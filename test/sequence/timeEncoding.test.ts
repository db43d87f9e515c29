import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs-core';
import { Random } from '../../src/base/random';
import { DAY } from '../../src/base/time';
import { AsOf } from '../../src/data/asOf';
import { ageOf } from '../../src/sequence/places';
import { TimeEncoding } from '../../src/sequence/timeEncoding';
import { lastSteps } from '../../src/sequence/windows';
import { assertClose } from '../../src/testing/laws';
import { logOf, QUESTIONS } from '../../src/testing/logs';

describe('the encoding of time', () => {
  it('is cosines and sines of the age at periods from a day to a thousand, in a dense layer', () => {
    const encoding = new TimeEncoding(4, 3, new Random(1));
    tf.tidy(() => {
      const kernel = encoding.weights().get('mix.kernel')!.arraySync() as number[][];
      const ages = [
        [2.5, 0.25],
        [400, 0],
      ];
      const waves = ages
        .flat()
        .map((age) =>
          [Math.cos, Math.sin].flatMap((wave) =>
            [1, 10, 100, 1000].map((period) => wave((2 * Math.PI * age) / period)),
          ),
        );
      const expected = waves.flatMap((wave) =>
        [0, 1, 2].map((j) => wave.reduce((sum, w, i) => sum + w * kernel[i][j], 0)),
      );
      const encoded = encoding.call(tf.tensor2d(ages), tf.ones([2, 2]));
      // Single precision leaves 400 periods of a day four digits.
      assertClose(encoded.dataSync(), expected, 5e-4, 'encoding');
    });
    encoding.dispose();
  });

  it('is told the days between each step and the time asked about', () => {
    const log = logOf([
      ['a', 'x', 1 * DAY, 1],
      ['a', 'x', 6.5 * DAY, 1],
      ['b', 'x', 7 * DAY, 1],
    ]);
    const windows = lastSteps(new AsOf(QUESTIONS[0].examples(log, 8 * DAY), log), { length: 3, step: 'event' });
    const ages = [5, 1, 2].map((step) => ageOf(windows, step));
    assertClose(ages, [1, 7, 1.5], 1e-5, 'ages');
  });

  it('does not go without ages', () => {
    const encoding = new TimeEncoding(2, 3, new Random(1));
    assert.throws(() => encoding.call(undefined, tf.ones([1, 1])), /needs the ages/);
    encoding.dispose();
  });
});
