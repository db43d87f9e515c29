import assert from 'node:assert/strict';
import { DAY } from '../../../src/base/time';
import { samplers } from '../../../src/graph/sampling';
import { Draws } from '../../../src/graph/sampling/draws';

const [N, K, DRAWS] = [6, 3, 20_000];
const TIME = 100 * DAY;
/** A margin before and behind, of events that are another node's. */
const past = {
  times: Float64Array.of(0, ...Array.from({ length: N }, (_, i) => TIME - (N - i) * 10 * DAY), TIME + 1),
  from: 1,
  to: 1 + N,
  time: TIME,
};

/** How often each set of places is picked in so many draws. */
function setsPicked(name: string, options: object): Map<string, number> {
  const sampler = samplers.get(name).build(samplers.get(name).options.parse(options));
  const draws = new Draws(11);
  const out = new Int32Array(K + 2);
  const counts = new Map<string, number>();
  for (let i = 0; i < DRAWS; i++) {
    draws.start(0, i, TIME);
    sampler.pick(past, K, draws, out);
    const set = [...out.subarray(0, K)].map((place) => place - past.from);
    for (let j = 1; j < K; j++) assert.ok(set[j] > set[j - 1], `${set} ascends`);
    counts.set(set.join(), (counts.get(set.join()) ?? 0) + 1);
  }
  return counts;
}

/** All sets of K of N. */
function sets(from = 0, size = K): number[][] {
  if (size === 0) return [[]];
  return Array.from({ length: N - from }, (_, i) => from + i).flatMap((first) =>
    sets(first + 1, size - 1).map((rest) => [first, ...rest]),
  );
}

/** The probability that places are drawn one after the other without putting back, in any order. */
function probability(set: number[], odds: number[], left = odds.reduce((a, b) => a + b, 0)): number {
  if (set.length === 0) return 1;
  return set.reduce(
    (sum, one) =>
      sum +
      (odds[one] / left) *
        probability(
          set.filter((other) => other !== one),
          odds,
          left - odds[one],
        ),
    0,
  );
}

/** χ² of what was picked against what was to be expected, for 19 degrees of freedom: above 43.8 once in a thousand. */
function assertDrawnFrom(counts: Map<string, number>, odds: number[]): void {
  const all = sets();
  const chi = all.reduce((sum, set) => {
    const expected = DRAWS * probability(set, odds);
    return sum + ((counts.get(set.join()) ?? 0) - expected) ** 2 / expected;
  }, 0);
  assert.equal(all.length, 20);
  assert.ok(chi < 43.8, `χ² ${chi}`);
}

describe('neighbour samplers', () => {
  it('most-recent picks the latest', () => {
    assert.deepEqual([...setsPicked('most-recent', {})], [['3,4,5', DRAWS]]);
  });

  it('uniform picks every set alike', () => {
    assertDrawnFrom(setsPicked('uniform', {}), Array(N).fill(1));
  });

  it('decayed picks without putting back, by odds that halve with each half-life', () => {
    const odds = Array.from({ length: N }, (_, i) => 2 ** -((N - i) * (10 / 15)));
    assertDrawnFrom(setsPicked('decayed', { halfLifeDays: 15 }), odds);
  });

  it('decayed looks no further back than a draw could reach, and picks the same', () => {
    const { pick } = samplers.get('decayed').build({ halfLifeDays: 1 });
    const times = Float64Array.from({ length: 5000 }, (_, i) => TIME - (5000 - i) * DAY);
    const draws = new Draws(3);
    const out = new Int32Array(K);
    draws.start(0, 0, TIME);
    let drawn = 0;
    const next = draws.next.bind(draws);
    draws.next = () => {
      drawn++;
      return next();
    };
    pick({ times, from: 0, to: 5000, time: TIME }, K, draws, out);
    assert.ok(drawn < 100, `${drawn} draws`);
    // The same by looking at all of them.
    draws.start(0, 0, TIME);
    const keys = Array.from({ length: 5000 }, (_, i) => ({
      place: 4999 - i,
      key: -Math.LN2 * (i + 1) - Math.log(-Math.log(next())),
    }));
    const best = keys
      .sort((a, b) => b.key - a.key)
      .slice(0, K)
      .map(({ place }) => place);
    assert.deepEqual(
      [...out],
      best.sort((a, b) => a - b),
    );
  });
});
