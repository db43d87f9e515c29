import { z } from 'zod';
import type { ClassCounts } from './loss';

/** Weight of a positive beside a negative; `balanced` gives both classes the same total, `sqrt` the square root of that weight. */
export const positiveWeightSchema = z.union([z.number().positive(), z.enum(['balanced', 'sqrt'])]);
export type PositiveWeight = z.output<typeof positiveWeightSchema>;

/** What a positive weighs. */
export function weightOfPositives(weight: PositiveWeight, { positives, negatives }: ClassCounts): number {
  if (typeof weight === 'number') return weight;
  const rate = positives / (positives + negatives);
  const balanced = (1 - rate) / rate;
  return weight === 'balanced' ? balanced : Math.sqrt(balanced);
}
