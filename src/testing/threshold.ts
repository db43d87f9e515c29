import assert from 'node:assert/strict';
import { InputError } from '../base/errors';
import { Random } from '../base/random';
import { confusion, FLAG_NONE } from '../evaluation/threshold';
import type { ThresholdRule } from '../imbalance/thresholds/threshold';
import { type Check, defineLaws } from './laws';

/** Probabilities and what came true of them. */
interface Scored {
  readonly score: Float64Array;
  readonly label: Uint8Array;
}

/** Laws of rules that choose a threshold. */
export const thresholdLaws = defineLaws<ThresholdRule>({
  'a probability, or just above 1 for nobody': (kind, given) => {
    for (const { score, label } of [...samples(), { score: new Float64Array(0), label: new Uint8Array(0) }]) {
      const threshold = choose(kind, given, { score, label });
      assert.ok(threshold >= 0 && threshold <= FLAG_NONE, `${threshold}`);
    }
  },

  'the same decisions whatever the order of examples': (kind, given) => {
    for (const { score, label } of samples()) {
      const turned = { score: score.toReversed(), label: label.toReversed() };
      assert.deepEqual(
        confusion(score, label, choose(kind, given, turned)),
        confusion(score, label, choose(kind, given, { score, label })),
      );
    }
  },

  'what it chooses from stays as it is': (kind, given) => {
    const again = samples();
    for (const [i, scored] of samples().entries()) {
      choose(kind, given, scored);
      assert.deepEqual(scored, again[i]);
    }
  },

  'a score that is no number is refused, or has no say': (kind, given) => {
    const [{ score, label }] = samples();
    const chosen = choose(kind, given, { score, label });
    try {
      assert.equal(choose(kind, given, { score: score.with(3, Number.NaN), label }), chosen);
    } catch (error) {
      assert.ok(error instanceof InputError, String(error));
    }
  },
});

function choose(kind: ThresholdRule, given: Parameters<Check<ThresholdRule>>[1], { score, label }: Scored): number {
  return kind.choose(score, label, kind.options.parse(given ?? {}));
}

/** Scores that tell something, with ties; that tell nothing; of a class with one example; of one class. */
function samples(): Scored[] {
  const random = new Random(1);
  const score = Float64Array.from({ length: 300 }, () => random.int(40) / 40);
  const label = Uint8Array.from(score, (p) => Number(random.next() < p * p));
  return [
    { score, label },
    { score: score.map(() => 0.3), label },
    { score, label: label.map((_, i) => Number(i === 7)) },
    { score, label: label.map(() => 0) },
    { score, label: label.map(() => 1) },
  ];
}
