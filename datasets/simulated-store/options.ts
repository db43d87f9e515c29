import { z } from 'zod';

/** What can be turned in the simulated store. */
export const optionsSchema = z.strictObject({
  seed: z.number().int().nonnegative().default(1),
  customers: z.number().int().min(10).max(100_000).default(3000),
  /** How long the store is watched, and over how many of these days customers join. */
  days: z.number().int().min(30).default(709),
  joinDays: z.number().int().positive().default(540),
  /** Mean days between visits of the average rate, and the shape of the gamma distribution of rates: lower, more unlike. */
  meanGapDays: z.number().positive().default(35),
  rateShape: z.number().positive().default(1.2),
  /** Mean days until a customer is lost at the average rate of loss, and the shape of the gamma distribution of those rates. */
  meanLifeDays: z.number().positive().default(240),
  lifeShape: z.number().positive().default(1.5),
  /** Mean shape of the gamma distributed gaps between a customer's visits: 1 without any rhythm. */
  regularity: z.number().min(1).default(3),
  /** By how much visits are more frequent in December than on average, and rarer in June. */
  season: z.number().min(0).max(0.9).default(0.3),
  /** Mean lines of a basket. */
  meanLines: z.number().min(1).default(2.5),
});
