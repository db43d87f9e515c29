import assert from 'node:assert/strict';
import '../../datasets';
import { CANDIDATE, experimentsOf, RIVALS } from '../../research/studies/repeatPurchase/experiments';
import { beatsAll, listOf, verdictOf } from '../../research/studies/repeatPurchase/verdict';
import { hashOf } from '../../src/experiment/configuration';
import { completeExperiment, plan } from '../../src/experiment/experiment';
import type { ResultSet } from '../../src/experiment/result';
import { madeUpResults, noisyResults } from '../report/madeUp';

const SMALL = { customers: 100, items: 4, seeds: 1 };

/** Results in which the row put forward sees through so much noise, and each rival through so much. */
function contest(noise: number, rivalNoise: number): ResultSet {
  const { test, rows } = noisyResults({
    [CANDIDATE]: noise,
    ...Object.fromEntries(RIVALS.map((r) => [r, rivalNoise])),
  });
  return madeUpResults(
    test,
    rows.map(({ name, runs }) => ({ name, title: `the ${name}`, scores: runs.map(({ score }) => score) })),
    RIVALS.map((rival) => [CANDIDATE, rival]),
  );
}

describe('the study of repeat purchases', () => {
  for (const preset of ['quick', 'full'] as const)
    it(`is made of trials that can be run, each another one: ${preset}`, () => {
      const trials = experimentsOf(30, preset)
        .map((document) => completeExperiment(document, document.name))
        .flatMap((experiment) => plan(experiment, preset).flatMap(({ configurations }) => configurations));
      assert.equal(new Set(trials.map((trial) => hashOf(trial))).size, trials.length);
      for (const { model } of trials) if ('horizonDays' in model) assert.equal(model.horizonDays, 30);
    });

  it('words its verdict from the numbers: a row that sees more is better than all', () => {
    const set = contest(0.2, 4);
    assert.ok(beatsAll(set));
    const text = verdictOf(set, 'A store');
    assert.match(
      text,
      /^\*\*A store\*\*: the stack reaches an AUC of 0\.\d{3} and an average precision of 0\.\d{4}\. It is better than the bg-nbd \(AP \+0\.\d{4}, p [<=] 0\.\d{3}; AUC \+0/,
    );
    assert.match(text, / and is better than the boosting \(.+\)\. No other row has a higher average precision\.$/);
  });

  it('words it as plainly where the row sees less, and where all see the same', () => {
    const worse = contest(4, 0.2);
    assert.ok(!beatsAll(worse));
    assert.match(
      verdictOf(worse, 'A store'),
      /It is worse than the bg-nbd \(AP −0.+The highest average precision has another row, the /,
    );
    const { test, rows } = noisyResults({ [CANDIDATE]: 1, other: 1 }, SMALL);
    const scores = rows[0].runs.map(({ score }) => score);
    const same = madeUpResults(
      test,
      [CANDIDATE, ...RIVALS].map((name) => ({ name, scores })),
      RIVALS.map((rival) => [CANDIDATE, rival]),
    );
    assert.ok(!beatsAll(same));
    assert.match(
      verdictOf(same, 'A store'),
      /It (?:is not shown to differ|differs by less than matters) from bg-nbd \(AP \+0\.0000/,
    );
  });

  it('says so where the row put forward is missing', () => {
    const { test, rows } = noisyResults({ boosting: 1, other: 1 }, SMALL);
    const set = madeUpResults(
      test,
      rows.map(({ name, runs }) => ({ name, scores: runs.map(({ score }) => score) })),
    );
    assert.match(verdictOf(set, 'A store'), /is missing, for a trial of it failed/);
  });

  it('lists in English', () =>
    assert.deepEqual([listOf(['a']), listOf(['a', 'b']), listOf(['a', 'b', 'c'])], ['a', 'a and b', 'a, b and c']));
});
