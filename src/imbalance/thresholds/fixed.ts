import { z } from 'zod';
import { defineThreshold } from './threshold';

/** A threshold that no data have a say in: at ½ the likelier class is decided for. */
export const fixed = defineThreshold({
  name: 'fixed',
  summary: 'a probability given beforehand',
  options: z.strictObject({ at: z.number().min(0).max(1).default(0.5) }),
  choose: (_, __, { at }) => at,
});
