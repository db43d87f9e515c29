import { z } from 'zod';

/** The streams of two seeds lie this far apart, so that no stream of one is a stream of the other. */
export const STREAMS_PER_SEED = 2 ** 20;

/** What can be turned in the simulation; the defaults are the handbook's. */
export const optionsSchema = z
  .strictObject({
    /** Of every random choice; 0 gives the handbook's transactions. */
    seed: z
      .number()
      .int()
      .min(0)
      .max(2 ** 12 - 1)
      .default(0),
    customers: z.number().int().min(1).max(STREAMS_PER_SEED).default(5000),
    terminals: z.number().int().min(1).max(10_000_000).default(10_000),
    days: z.number().int().min(1).max(10_000).default(183),
    /** Customers pay at terminals nearer than this, on a square of side 100. */
    radius: z.number().positive().max(150).default(5),
    /** The first day, YYYY-MM-DD. */
    start: z.iso.date().default('2018-04-01'),
    /** How many are newly compromised each day. */
    compromisedTerminals: z.number().int().min(0).default(2),
    compromisedCustomers: z.number().int().min(0).default(3),
    /**
     * As many times the customers, terminals and compromises, with reaches so much smaller that customers have as many
     * terminals in theirs: more of the same, for work on performance.
     */
    scale: z.number().int().min(1).max(1000).default(1),
  })
  .refine(({ customers, scale }) => customers * scale <= STREAMS_PER_SEED, {
    error: `expected at most ${STREAMS_PER_SEED} customers in all`,
    path: ['scale'],
  });

export type SimulationOptions = z.input<typeof optionsSchema>;
export type Settings = z.output<typeof optionsSchema>;

/** The settings of scale 1 that mean the same. */
export function scaled({ scale, ...settings }: Settings): Settings {
  return {
    ...settings,
    scale: 1,
    customers: scale * settings.customers,
    terminals: scale * settings.terminals,
    compromisedCustomers: scale * settings.compromisedCustomers,
    compromisedTerminals: scale * settings.compromisedTerminals,
    radius: settings.radius / Math.sqrt(scale),
  };
}
