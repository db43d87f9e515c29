import { NO_OPTIONS } from '../../base/component';
import { defineSampler } from './sampler';

export const mostRecent = defineSampler({
  name: 'most-recent',
  summary: "a node's latest events before the time asked about",
  options: NO_OPTIONS,
  build: () => ({
    pick({ to }, count, _, out) {
      for (let i = 0; i < count; i++) out[i] = to - count + i;
    },
  }),
});
