import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Random } from '../../src/base/random';
import { wilcoxon } from '../../src/evaluation/wilcoxon';
import type { Attempt } from '../../src/search/method';
import { searchMethods } from '../../src/search/methods';
import { rungsOf } from '../../src/search/methods/asha';
import type { Parameter, Values } from '../../src/search/parameter';

const PARAMETERS: Parameter[] = [
  { name: 'x', path: ['x'], domain: { low: 0, high: 1 }, declared: 0 },
  { name: 'rate', path: ['rate'], domain: { low: 1e-4, high: 1, log: true }, declared: 0.1 },
  { name: 'units', path: ['units'], domain: { low: 1, high: 200, integer: true, log: true }, declared: 1 },
  { name: 'kind', path: ['kind'], domain: { choices: ['a', 'b', 'c', 'd'] }, declared: 'a' },
];

/** How far the best of 50 attempts lies above the least that a function has. */
function regretOf(method: string, { parameters, of, least }: Target, seed: number): number {
  const entry = searchMethods.get(method);
  const attempts: Attempt[] = [];
  for (let place = 0; place < 50; place++) {
    const random = Random.of(seed, `attempt ${place}`);
    const suggestion = entry.suggest(entry.options.parse({}), { parameters, fullResource: 1 }, attempts, random);
    attempts.push({ ...suggestion, score: -of(suggestion.values) });
  }
  return Math.min(...attempts.map(({ score }) => -score!)) - least;
}

interface Target {
  readonly parameters: readonly Parameter[];
  readonly of: (values: Values) => number;
  readonly least: number;
}

describe('TPE', () => {
  const targets: Readonly<Record<string, Target>> = {
    'a bowl over all four kinds of option': {
      parameters: PARAMETERS,
      of: ({ x, rate, units, kind }) =>
        ((Number(x) - 0.3) / 0.3) ** 2 +
        (Math.log10(Number(rate)) + 2) ** 2 +
        (Math.log(Number(units) / 20) / 1.5) ** 2 +
        ['a', 'b', 'c', 'd'].indexOf(String(kind)) / 2,
      least: 0,
    },
    "Branin's function": {
      parameters: PARAMETERS.slice(0, 2),
      of: ({ x, rate }) => {
        const [a, b] = [-5 + 15 * Number(x), (15 * (Math.log10(Number(rate)) + 4)) / 4];
        const valley = b - (5.1 / (4 * Math.PI ** 2)) * a * a + (5 / Math.PI) * a - 6;
        return valley ** 2 + 10 * (1 - 1 / (8 * Math.PI)) * Math.cos(a) + 10;
      },
      least: 0.397887,
    },
  };
  for (const [what, target] of Object.entries(targets))
    it(`comes closer to the minimum of ${what} than random search`, () => {
      const seeds = Array.from({ length: 40 }, (_, seed) => seed);
      const random = seeds.map((seed) => regretOf('random', target, seed));
      // Other seeds, for its first ten attempts are random too, and would be the same.
      const informed = seeds.map((seed) => regretOf('tpe', target, 1000 + seed));
      const { p } = wilcoxon(seeds.map((seed) => random[seed] - informed[seed]));
      const ratio = median(informed) / median(random);
      assert.ok(ratio < 0.75 && p < 0.01, `median regret ${ratio} times that of random search, p ${p}`);
    });
});

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1];
}

describe('asynchronous successive halving', () => {
  const method = searchMethods.get('asha');

  /** Algorithm 2 of Li et al. as it is written: rung by rung from the top, each rank counted. */
  function promotion(attempts: readonly Attempt[], rungs: readonly number[], eta: number): number | undefined {
    for (let k = rungs.length - 2; k >= 0; k--) {
      const inRung = attempts.flatMap((one, place) =>
        one.resource === rungs[k] && one.score !== undefined ? [{ place, score: one.score }] : [],
      );
      let best: { place: number; score: number } | undefined;
      for (const one of inRung) {
        if (Number.isNaN(one.score)) continue;
        let ahead = 0;
        for (const other of inRung)
          if (other.score > one.score || (other.score === one.score && other.place < one.place)) ahead++;
        const isTop = (ahead + 1) * eta <= inRung.length;
        const isPromoted = attempts.some(({ promotes }) => promotes === one.place);
        if (isTop && !isPromoted && (!best || one.score > best.score)) best = one;
      }
      if (best) return best.place;
    }
    return undefined;
  }

  it('promotes what the algorithm says, whatever runs and whatever failed', () => {
    const outcome = fc.oneof(fc.integer({ min: 0, max: 5 }), fc.constant(Number.NaN), fc.constant(undefined));
    const options = fc.record({ eta: fc.integer({ min: 2, max: 4 }), rungs: fc.integer({ min: 2, max: 4 }) });
    let promotions = 0;
    fc.assert(
      fc.property(fc.array(outcome, { minLength: 60, maxLength: 60 }), options, (scores, given) => {
        const rungs = rungsOf(81, given);
        const attempts: Attempt[] = [];
        for (const [place, score] of scores.entries()) {
          const problem = { parameters: PARAMETERS, fullResource: 81 };
          const made = method.suggest(method.options.parse(given), problem, attempts, new Random(place));
          const expected = promotion(attempts, rungs, given.eta);
          assert.equal(made.promotes, expected);
          if (expected === undefined) assert.equal(made.resource, rungs[0]);
          else {
            promotions++;
            assert.equal(made.resource, rungs[rungs.indexOf(attempts[expected].resource) + 1]);
            assert.deepEqual(made.values, attempts[expected].values);
          }
          attempts.push({ ...made, score });
        }
      }),
      { numRuns: 60 },
    );
    assert.ok(promotions > 300, `${promotions} promotions`);
  });

  it('trains η times as long from rung to rung, as far as whole numbers go', () => {
    assert.deepEqual(rungsOf(81, { eta: 3, rungs: 4 }), [3, 9, 27, 81]);
    assert.deepEqual(rungsOf(10, { eta: 3, rungs: 3 }), [1, 3, 10]);
    assert.deepEqual(rungsOf(2, { eta: 3, rungs: 3 }), [1, 2]);
    assert.deepEqual(rungsOf(1, { eta: 3, rungs: 3 }), [1]);
  });
});
