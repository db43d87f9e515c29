import { Random } from '../base/random';
import { selectExamples } from '../data/examples';
import { byGroup } from '../evaluation/groups';
import { averagePrecision, mean } from '../evaluation/ranking';
import type { FusedModel } from '../fusion/model';
import type { Loss } from '../imbalance/loss';
import { sampleCustomers } from '../training/batches';
import { type EarlyStopping, earlyStopping } from '../training/callbacks/earlyStopping';
import type { LearningExamples } from '../training/learner';
import { predictLogits } from '../training/predict';

/**
 * Early stopping by the average precision on a sample of the validation examples: of all together, or the mean over the
 * items where the loss compares the customers of one item alone.
 */
export function stopEarly(
  model: FusedModel,
  validation: LearningExamples,
  loss: Loss,
  seed: number,
  { patience, validationExamples }: { readonly patience: number; readonly validationExamples: number },
): EarlyStopping {
  const watched = sampleCustomers(
    validation.asOf.examples,
    validation.label,
    validationExamples,
    Random.of(seed, 'early stopping'),
  );
  const { label, examples: asked } = selectExamples(
    { examples: validation.asOf.examples, label: validation.label },
    watched,
  );
  const score = (logits: Float32Array) =>
    loss.isRelative
      ? mean([...byGroup(averagePrecision, logits, label, asked.item).values()])
      : averagePrecision(logits, label);
  const preparedValidation = model.prepare(validation.asOf);
  let wrong = -1;
  return earlyStopping(
    'validation AP',
    patience,
    () => {
      const logits = predictLogits((rows) => model.forward(preparedValidation, rows), watched);
      wrong = logits.findIndex((logit) => !Number.isFinite(logit));
      return wrong < 0 ? score(logits) : Number.NaN;
    },
    () => model.blame(preparedValidation, watched.slice(wrong, wrong + 1)),
  );
}
