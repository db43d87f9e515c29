import assert from 'node:assert/strict';
import { Random } from '../base/random';
import { expectedCalibrationError, logLoss } from '../evaluation/probability';
import { rocAuc } from '../evaluation/ranking';
import type { Calibrator } from '../imbalance/calibration/calibrator';
import { assertClose, type Check, defineLaws } from './laws';

const N = 4000;

/** Probabilities and what came true of them. */
interface Scored {
  readonly score: Float32Array;
  readonly label: Uint8Array;
}

/** Laws of calibrators. */
export const calibratorLaws = defineLaws<Calibrator>({
  'a probability for each, 0 and 1 among them, whatever it was fitted on': (kind, given) => {
    for (const scored of [calibrated(), tooSure(), constant(), toldApart(), ofOnePositive()])
      for (const p of asked(fit(kind, given, scored))) assert.ok(p >= 0 && p <= 1, `${p}`);
  },

  'of a model that ranks, a higher probability stays no lower': (kind, given) => {
    for (const scored of [calibrated(), tooSure(), toldApart()]) {
      const made = asked(fit(kind, given, scored));
      for (let i = 1; i < made.length; i++) assert.ok(made[i] >= made[i - 1] - 1e-9, `it falls at ${i / 100}`);
    }
  },

  'a model that is too sure of itself is brought back': (kind, given) => {
    const { score, label } = tooSure();
    const made = score.map(fit(kind, given, { score, label }));
    const [before, after] = [score, made].map((scores) => logLoss(scores, label));
    assert.ok(after < before - 0.1, `a log loss of ${after}, before ${before}`);
    assert.ok(expectedCalibrationError(made, label) < expectedCalibrationError(score, label) / 2);
    assert.ok(rocAuc(made, label) > rocAuc(score, label) - 0.03, 'the ranking is lost');
  },

  'a calibrated model stays calibrated': (kind, given) => {
    const { score, label } = calibrated();
    const error = expectedCalibrationError(score.map(fit(kind, given, { score, label })), label);
    assert.ok(error < 0.03, `a calibration error of ${error}`);
  },

  'the order of examples does not matter': (kind, given) => {
    const { score, label } = tooSure();
    const turned = { score: score.toReversed(), label: label.toReversed() };
    assertClose(asked(fit(kind, given, turned)), asked(fit(kind, given, { score, label })), 1e-6, 'turned around');
  },

  'save, load, same output': (kind, given) => {
    const fitted = kind.fit(tooSure().score, tooSure().label, kind.options.parse(given ?? {}));
    const loaded = kind.saved.parse(JSON.parse(JSON.stringify(fitted)));
    assert.deepEqual(asked(kind.calibration(loaded)), asked(kind.calibration(fitted)));
  },

  'what it is fitted on stays as it is': (kind, given) => {
    const scored = tooSure();
    fit(kind, given, scored);
    assert.deepEqual(scored, tooSure());
  },

  'examples of one class, and scores that are no probabilities, are refused': (kind, given) => {
    const { score, label } = calibrated();
    for (const y of [0, 1])
      assert.throws(() => fit(kind, given, { score, label: label.map(() => y) }), { name: 'InputError' }, `all ${y}`);
    for (const wrong of [Number.NaN, -0.1, 1.1]) {
      const scored = { score: score.with(7, wrong), label };
      assert.throws(() => fit(kind, given, scored), { name: 'InputError' }, `a score of ${wrong}`);
    }
  },
});

function fit(
  kind: Calibrator,
  given: Parameters<Check<Calibrator>>[1],
  { score, label }: Scored,
): (p: number) => number {
  return kind.calibration(kind.fit(score, label, kind.options.parse(given ?? {})));
}

/** What is made of 0, 0.01, …, 1. */
function asked(calibration: (p: number) => number): Float64Array {
  return Float64Array.from({ length: 101 }, (_, i) => calibration(i / 100));
}

/** Of each probability, as many came true as it says. */
function calibrated(): Scored {
  const random = new Random(1);
  const score = Float32Array.from({ length: N }, () => random.next());
  return { score, label: Uint8Array.from(score, (p) => Number(random.next() < p)) };
}

/** The same with log-odds four times too large. */
function tooSure(): Scored {
  const { score, label } = calibrated();
  return { score: score.map((p) => p ** 4 / (p ** 4 + (1 - p) ** 4)), label };
}

/** A model that knows nothing. */
function constant(): Scored {
  return {
    score: new Float32Array(100).fill(0.5),
    label: Uint8Array.from({ length: 100 }, (_, i) => Number(i % 10 === 0)),
  };
}

/** Every positive above every negative: no line through the log-odds is the likeliest. */
function toldApart(): Scored {
  const score = Float32Array.from({ length: 100 }, (_, i) => (i + 1) / 101);
  return { score, label: Uint8Array.from(score, (p) => Number(p > 0.8)) };
}

/** A class with one example. */
function ofOnePositive(): Scored {
  const { score } = toldApart();
  return { score, label: Uint8Array.from(score, (_, i) => Number(i === 40)) };
}
