import { z } from 'zod';
import type { Controls } from '../data/controls/controls';
import type { History } from '../data/history';
import { InteractionGraph } from '../graph/interactions';

/** Options of the families that read the customer–item graph. */
export const graphFeatureOptions = z.strictObject({
  /** Only events of the last so many days make edges; all of the past if omitted. */
  windowDays: z.number().positive().optional(),
  /** The graph may be up to so many days old: for examples at many times. It is that of each example's time if omitted. */
  everyDays: z.number().positive().optional(),
});

/** The graph as the families read it. */
export function interactionsOf(
  history: History,
  { windowDays }: z.output<typeof graphFeatureOptions>,
  controls: Controls,
): InteractionGraph {
  return InteractionGraph.of(history, { windowDays, controls });
}
