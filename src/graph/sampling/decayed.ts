import { z } from 'zod';
import { DAY } from '../../base/time';
import { defineSampler } from './sampler';

/** No logarithm of a draw is larger: −log(−log u) for the largest u. */
const LARGEST_NOISE = 23;

/**
 * Events are drawn one after the other without putting back, each with odds that halve with its age: those with the largest
 * w + g, with w the logarithm of the odds and g drawn from the Gumbel distribution (Efraimidis and Spirakis, Information
 * Processing Letters 2006; Kool, van Hoof and Welling, ICML 2019). Events are looked at from the latest back, until one is
 * so old that no draw could bring it in.
 */
export const decayed = defineSampler({
  name: 'decayed',
  summary: "a node's events before the time asked about, the later the likelier",
  options: z.strictObject({
    /** The age that halves the odds. */
    halfLifeDays: z.number().positive().default(30),
  }),
  space: { halfLifeDays: { low: 3, high: 365, log: true } },
  build({ halfLifeDays }) {
    const decay = Math.LN2 / (halfLifeDays * DAY);
    // Of what is picked so far, the largest first.
    let keys = new Float64Array(0);
    return {
      pick({ times, from, to, time }, count, draws, out) {
        if (keys.length < count) keys = new Float64Array(count);
        let size = 0;
        for (let place = to - 1; place >= from; place--) {
          const odds = -decay * (time - times[place]);
          if (size === count && odds + LARGEST_NOISE < keys[count - 1]) break;
          const key = odds - Math.log(-Math.log(draws.next()));
          if (size === count && key <= keys[count - 1]) continue;
          if (size < count) size++;
          let at = size - 1;
          for (; at > 0 && keys[at - 1] < key; at--) {
            keys[at] = keys[at - 1];
            out[at] = out[at - 1];
          }
          keys[at] = key;
          out[at] = place;
        }
        out.subarray(0, count).sort();
      },
    };
  },
});
