import assert from 'node:assert/strict';
import fc from 'fast-check';
import { calibrators } from '../../../src/imbalance/calibration';
import { assertClose } from '../../../src/testing/laws';
import fixture from '../../fixtures/imbalance.json';

const { calibration } = fixture;
const score = Float32Array.from(calibration.score);
const label = Uint8Array.from(calibration.label);

function fit(name: string, scores: Float32Array, labels: Uint8Array) {
  const calibrator = calibrators.get(name);
  return calibrator.fit(scores, labels, calibrator.options.parse({}));
}

/** What a calibrator fitted on some examples makes of others. */
function calibrate(name: string, scores: Float32Array, labels: Uint8Array, asked = scores): Float32Array {
  return asked.map(calibrators.get(name).calibration(fit(name, scores, labels)));
}

describe('calibrators and scikit-learn', () => {
  it('Platt scaling has the same slope and intercept', () => {
    const { slope, intercept } = fit('platt', score, label) as { slope: number; intercept: number };
    assertClose([slope, intercept], [calibration.platt.slope, calibration.platt.intercept], 1e-4, 'slope, intercept');
  });

  it('temperature scaling has the same temperature', () => {
    const { temperature } = fit('temperature', score, label) as { temperature: number };
    assertClose([temperature], [calibration.temperature], 1e-4, 'temperature');
  });

  it('isotonic regression gives the same probabilities', () => {
    const actual = calibrate('isotonic', score, label, Float32Array.from(calibration.asked));
    assertClose(actual, calibration.isotonic, 1e-5, 'probabilities');
  });

  it('beta calibration has the coefficients of a logistic regression', () => {
    const { a, b, c } = fit('beta', score, label) as Record<'a' | 'b' | 'c', number>;
    assertClose([a, b, c], [calibration.beta.a, calibration.beta.b, calibration.beta.c], 1e-3, 'a, b, c');
  });
});

describe('calibrators', () => {
  const arbitraryExamples = fc.array(fc.record({ p: fc.integer({ min: 0, max: 100 }), y: fc.constantFrom(0, 0, 1) }), {
    minLength: 2,
    maxLength: 60,
  });

  for (const { name, saved } of calibrators.all)
    it(`${name}: probabilities that rise with the model's, on whatever it is fitted, and the same after saving`, () => {
      fc.assert(
        fc.property(arbitraryExamples, (examples) => {
          const labels = Uint8Array.from([1, 0, ...examples.map(({ y }) => y)]);
          const scores = Float32Array.from([1, 0, ...examples.map(({ p }) => p / 100)]);
          const fitted = saved.parse(JSON.parse(JSON.stringify(fit(name, scores, labels))));
          const asked = Float64Array.from({ length: 101 }, (_, i) => i / 100);
          const calibrated = asked.map(calibrators.get(name).calibration(fitted));
          assert.deepEqual(calibrated, asked.map(calibrators.get(name).calibration(fit(name, scores, labels))));
          assert.ok(
            calibrated.every((p) => p >= 0 && p <= 1),
            'a probability',
          );
          // A line through log-odds may fall where the model is worse than chance.
          if (name === 'platt') return;
          for (let i = 1; i < asked.length; i++) assert.ok(calibrated[i] >= calibrated[i - 1] - 1e-9, `falls at ${i}`);
        }),
        { numRuns: 60 },
      );
    });

  it('are not fitted on examples of one class, nor on what is no probability', () => {
    const refuses = (scores: number[], labels: number[], message: RegExp) =>
      assert.throws(() => fit('platt', Float32Array.from(scores), Uint8Array.from(labels)), { message });
    refuses([0.1, 0.2], [0, 0], /^calibration: 0 of 2 validation examples are positive; expected both classes$/);
    refuses([0.1, 1.5], [0, 1], /^calibration: score 1 is 1\.5; expected probabilities, from 0 to 1$/);
    refuses([0.1, Number.NaN], [0, 1], /^score 1 is NaN; expected numbers$/);
    refuses([0.1], [0, 1], /^1 scores for 2 labels; expected as many scores as labels$/);
  });

  it('isotonic regression is the best rising function in squares', () => {
    fc.assert(
      fc.property(arbitraryExamples, (examples) => {
        const scores = Float32Array.from([1, 0, ...examples.map(({ p }) => p / 100)]);
        const labels = Uint8Array.from([1, 0, ...examples.map(({ y }) => y)]);
        const fitted = calibrate('isotonic', scores, labels);
        // At each score: the maximum over earlier starts of the minimum over later ends of the mean between (Ayer et al. 1955).
        const levels = [...new Set(scores)].sort((a, b) => a - b);
        const mean = (from: number, to: number) => {
          const inside = [...labels].filter((_, i) => scores[i] >= from && scores[i] <= to);
          return inside.reduce((sum, y) => sum + y, 0) / inside.length;
        };
        scores.forEach((p, i) => {
          const starts = levels.filter((level) => level <= p);
          const ends = levels.filter((level) => level >= p);
          const expected = Math.max(...starts.map((from) => Math.min(...ends.map((to) => mean(from, to)))));
          assert.ok(Math.abs(fitted[i] - expected) < 1e-6, `${fitted[i]}, expected ${expected}`);
        });
      }),
      { numRuns: 25 },
    );
  });

  it('beta calibration drops a coefficient that would be negative', () => {
    const random = [0.1, 0.2, 0.3, 0.4, 0.6, 0.7, 0.8, 0.9];
    // Rises at the low end alone.
    const scores = Float32Array.from(random.flatMap((p) => Array<number>(10).fill(p)));
    const labels = Uint8Array.from(scores, (p, i) =>
      Number(i % 10 < [1, 3, 5, 7, 8, 8, 8, 7][random.findIndex((q) => Math.abs(q - p) < 1e-6)]),
    );
    const { a, b } = fit('beta', scores, labels) as Record<'a' | 'b', number>;
    assert.ok(a > 0);
    assert.equal(b, 0);
  });

  it('temperature leaves a half where it is, and Platt scaling moves it to a base rate', () => {
    const scores = new Float32Array(1000).fill(0.5);
    const labels = Uint8Array.from(scores, (_, i) => Number(i % 10 === 0));
    assert.equal(calibrate('temperature', scores, labels)[0], 0.5);
    assertClose([calibrate('platt', scores, labels)[0]], [0.1], 2e-3, 'base rate');
  });
});
