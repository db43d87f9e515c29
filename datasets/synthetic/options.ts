import { z } from 'zod';

const strength = z.number().min(0).max(5);

/** What can be turned in the simulated shop. */
export const optionsSchema = z.strictObject({
  /** The default's labels are typical: on them the true probabilities score about what they are expected to. */
  seed: z.number().int().nonnegative().default(10),
  customers: z.number().int().min(100).max(100_000).default(4000),
  /** Items on offer at a time; every horizon of the task (60 days) others take their place. */
  itemsPerSeason: z.number().int().multipleOf(2).min(2).max(100_000).default(300),
  /** Mean probability over all customers and moments; those asked buy a little less often, for the keenest have bought already. */
  baseRate: z.number().min(0.001).max(0.5).default(0.06),
  graphStrength: strength.default(1),
  sequenceStrength: strength.default(1),
  frequencyStrength: strength.default(1),
  /** The share of purchases made in the half of the items that the customer's community prefers; ½ for no communities. */
  loyalty: z.number().min(0.5).max(1).default(0.9),
  /** The share of customers who come only after the early year. */
  newcomers: z.number().min(0).max(1).default(0.02),
});

export type SimulationOptions = z.input<typeof optionsSchema>;
export type Settings = z.output<typeof optionsSchema>;
