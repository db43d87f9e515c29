import { z } from 'zod';
import { Random } from '../base/random';
import type { FusedModel } from '../fusion/model';
import type { Loss } from '../imbalance/loss';
import { rowsByClass } from '../imbalance/resampling/selection';
import { progress } from '../training/callbacks/progress';
import type { TrainingData } from '../training/learner';
import { type OptimizerOptions, train as trainLoop } from '../training/loop';
import { supervised } from '../training/objectives/supervised';

/** Learning from earlier events before the training examples come. */
export const earlierLabelsSchema = z.strictObject({
  /** Those of the last so many days whose labels were known when the first training example was asked about. */
  days: z.number().int().positive().default(28),
  epochs: z.number().int().positive().default(10),
});

/**
 * Trains a model on events whose labels were known before the first training example, each as of its own time. Whoever
 * validates on days between those and training loses nothing by it: their labels were not known yet.
 * @throws InputError where no label was known, or labels of one class only
 */
export async function learnFromEarlierLabels(
  model: FusedModel,
  { train, seed }: TrainingData,
  loss: Loss,
  { days, epochs }: z.output<typeof earlierLabelsSchema>,
  { batchSize, negativesPerEpoch, ...optimizer }: OptimizerOptions & { batchSize: number; negativesPerEpoch: number },
): Promise<void> {
  const { asOf, label } = train.asOf.knownEvents(days);
  rowsByClass(label);
  const prepared = model.prepare(asOf);
  const objective = supervised(
    { examples: asOf.examples, label },
    (rows, random) => ({ logits: model.forward(prepared, rows, random) }),
    loss,
    { size: batchSize, parts: model.partsOf(prepared), negatives: negativesPerEpoch },
  );
  const random = Random.of(seed, 'earlier labels');
  await trainLoop(model, objective, { epochs, optimizer }, [progress('earlier labels')], random);
}
