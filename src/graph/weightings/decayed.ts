import { z } from 'zod';
import { DAY } from '../../base/time';
import { defineWeighting } from './weighting';

export const decayed = defineWeighting({
  name: 'decayed',
  summary: 'an item counts half as much for every half-life that passed since its last purchase',
  options: z.strictObject({ halfLifeDays: z.number().positive().default(180) }),
  space: { halfLifeDays: { low: 15, high: 720, log: true } },
  title: ({ halfLifeDays }) => `half-life ${halfLifeDays}d`,
  weigh: ({ edgeLast, history }, { halfLifeDays }) =>
    Float32Array.from(edgeLast, (last) => 2 ** ((last - history.time) / (halfLifeDays * DAY))),
});
