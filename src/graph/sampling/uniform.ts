import { NO_OPTIONS } from '../../base/component';
import { defineSampler } from './sampler';

/** Each set of so many events is as likely as any other (Floyd's algorithm: Bentley and Floyd, CACM 1987). */
export const uniform = defineSampler({
  name: 'uniform',
  summary: "a node's events before the time asked about, each as likely as any other",
  options: NO_OPTIONS,
  build: () => ({
    pick({ from, to }, count, draws, out) {
      for (let i = 0; i < count; i++) {
        const last = to - count + i;
        const drawn = from + draws.int(last - from + 1);
        let at = i;
        // `last` is later than all that were picked, so it goes to the end if the drawn one is among them.
        const isPicked = includes(out, i, drawn);
        const place = isPicked ? last : drawn;
        while (at > 0 && out[at - 1] > place) {
          out[at] = out[at - 1];
          at--;
        }
        out[at] = place;
      }
    },
  }),
});

function includes(values: Int32Array, count: number, value: number): boolean {
  for (let i = 0; i < count; i++) if (values[i] === value) return true;
  return false;
}
