import { InputError } from '../../base/errors';
import { lowerBound } from '../../base/search';
import type { AsOf } from '../../data/asOf';
import type { Controls } from '../../data/controls/controls';

/** At more times than this, so few events lie between two of them that dealing these anew would change little. */
const MOST_TIMES = 100;

/**
 * The item of each event that examples may know, once the controls have acted on the edges; undefined where none does.
 *
 * Those who met between the times of two examples are rewired among themselves: no example's graph holds a part of them
 * alone, so that none learns of what came after it.
 * @throws InputError for examples at so many times that next to nothing could be rewired
 */
export function rewiredItems(asOf: AsOf, controls: Controls): Int32Array | undefined {
  if (controls.keyOf('edges') === undefined) return undefined;
  const count = asOf.timeCount();
  if (count > MOST_TIMES)
    throw new InputError(
      `examples at ${count} times, between which too few events lie to rewire them`,
      'branch sampled-graph',
      `at most ${MOST_TIMES} times where a control rewires edges`,
    );
  const { customer, item, times, size, itemCount } = asOf.latest();
  const rewired = item.slice();
  let from = 0;
  asOf.forEachTime(({ time }) => {
    const to = lowerBound(times, time);
    // A curveball takes each pair once, by customer.
    const pairs = new Map<number, number>();
    for (let e = from; e < to; e++) pairs.set(customer[e] * itemCount + item[e], 0);
    const sorted = Float64Array.from(pairs.keys()).sort();
    const owners = Int32Array.from(sorted, (pair) => Math.floor(pair / itemCount));
    const items = Int32Array.from(sorted, (pair) => pair % itemCount);
    controls.edges(owners, items, itemCount);
    sorted.forEach((pair, i) => {
      pairs.set(pair, items[i]);
    });
    for (let e = from; e < to; e++) rewired[e] = pairs.get(customer[e] * itemCount + item[e])!;
    from = to;
  });
  if (from < size) throw new Error('events after the last of the times');
  return rewired;
}
