import assert from 'node:assert/strict';
import { DAY } from '../base/time';
import { Draws } from '../graph/sampling/draws';
import type { Past, SamplerKind } from '../graph/sampling/sampler';
import { type Check, defineLaws } from './laws';

const TIME = 1000 * DAY;
/** Stands where nothing is to be written. */
const UNTOUCHED = -7;

/** Laws of neighbour samplers: what they pick of pasts of many lengths, among events of other nodes. */
export const samplerLaws = defineLaws<SamplerKind>({
  'as many of the events as asked for, each once, the oldest first': onPasts((past, count, pick) => {
    const picked = pick(past, 1);
    assert.equal(picked.length, count);
    picked.forEach((place, i) => {
      assert.ok(place >= past.from && place < past.to, `place ${place} of ${past.from} … ${past.to - 1}`);
      assert.ok(i === 0 || place > picked[i - 1], `${picked} does not ascend`);
    });
  }),

  'the same for the same draws, whatever was picked before': onPasts((past, _, pick) => {
    const first = pick(past, 1);
    pick(past, 2);
    assert.deepEqual(pick(past, 1), first);
  }),

  'events at or after the time make no difference': onPasts((past, _, pick) => {
    const times = past.times.slice();
    times.fill(TIME + 5 * DAY, past.to);
    assert.deepEqual(pick({ ...past, times }, 1), pick(past, 1));
  }),
});

/** A check of a sampler on pasts of many lengths and for many counts. */
function onPasts(
  check: (past: Past, count: number, pick: (past: Past, salt: number) => number[]) => void,
): Check<SamplerKind> {
  return (kind, given) => {
    const sampler = kind.build(kind.options.parse(given ?? {}));
    for (const size of [2, 5, 40])
      for (const count of [1, 2, 4, 30]) {
        if (count >= size) continue;
        const out = new Int32Array(count + 2);
        // Three events of another node in front, and two that are not past yet behind; some share a time.
        const times = Float64Array.from({ length: size + 5 }, (_, i) => TIME - Math.ceil((size + 3 - i) / 2) * DAY);
        const pick = (past: Past, salt: number) => {
          const draws = new Draws(salt);
          draws.start(0, size, TIME);
          out.fill(UNTOUCHED);
          sampler.pick(past, count, draws, out);
          assert.ok(
            out.subarray(count).every((place) => place === UNTOUCHED),
            'more was written than asked for',
          );
          return [...out.subarray(0, count)];
        };
        check({ times, from: 3, to: 3 + size, time: TIME }, count, pick);
      }
  };
}
