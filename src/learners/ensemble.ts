import { z } from 'zod';
import type { ComponentSpec } from '../base/component';
import { Random } from '../base/random';
import type { Registry } from '../base/registry';
import type { AsOf } from '../data/asOf';
import { logOdds } from '../imbalance/classCounts';
import { correctPrior } from '../imbalance/prior';
import { rowsByClass } from '../imbalance/resampling/selection';
import {
  defineLearner,
  type FittedModel,
  type Learner,
  type LearningExamples,
  learnsBaseRate,
  selectLearning,
  type TrainingData,
} from '../training/learner';

const savedSchema = z.strictObject({
  learner: z.string(),
  members: z.array(z.strictObject({ logitShift: z.number(), model: z.unknown() })).min(1),
});

/** Draws the rows of a member's training examples, of which as many are positive as there are positives. */
export type DrawMember = (
  classes: ReturnType<typeof rowsByClass>,
  /** Negatives that keep the ratio. */
  negatives: number,
  random: Random,
) => Int32Array;

/** A model of an ensemble, and by how much its sample raised the log-odds that it predicts. */
interface Member {
  readonly logitShift: number;
  readonly model: FittedModel;
}

/**
 * Declares an ensemble of models of one learner, each trained on a sample of its own in which the classes are balanced. The
 * mean of their probabilities, each corrected for the balance of its sample, is what it predicts.
 * @param learners those that may be its members
 */
export function ensembleOf(
  learners: Registry<Learner>,
  { draw, ...described }: { name: string; summary: string; file: string; draw: DrawMember },
): Learner {
  return defineLearner({
    ...described,
    options: z.strictObject({
      model: z.lazy(() => learners.reference()),
      /** How many models. */
      members: z.number().int().positive().default(10),
      /** Positives per negative in each sample; examples that have more keep what they have. */
      ratio: z.number().positive().max(1).default(1),
    }),
    saved: savedSchema,
    space: { members: { choices: [5, 10, 20] }, ratio: { low: 0.1, high: 1, log: true } },
    learnsBaseRate: ({ model }: { model: ComponentSpec }) => learnsBaseRate(learners, model),

    async fit(data, { model: spec, members: count, ratio }) {
      const { entry, options } = learners.resolve(spec);
      const isCorrected = learnsBaseRate(learners, spec);
      const members: Member[] = [];
      try {
        for (let m = 0; m < count; m++) {
          const random = Random.of(data.seed, `member ${m}`);
          const train = sampleOf(data.train, ratio, draw, random);
          const shift = logOdds(train.label, train.weight) - logOdds(data.train.label, data.train.weight);
          const own: TrainingData = { ...data, train, seed: random.bits() };
          members.push({ logitShift: isCorrected ? shift : 0, model: await entry.fit(own, options) });
        }
        return ensemble(spec.name, members);
      } catch (error) {
        for (const { model } of members) model.dispose();
        throw error;
      }
    },

    load: ({ learner, members }) =>
      ensemble(
        learner,
        members.map(({ logitShift, model }) => ({ logitShift, model: learners.get(learner).load(model) })),
      ),
  });
}

function sampleOf(train: LearningExamples, ratio: number, draw: DrawMember, random: Random): LearningExamples {
  const classes = rowsByClass(train.label);
  const negatives = Math.min(classes.negatives.length, Math.max(1, Math.round(classes.positives.length / ratio)));
  return selectLearning(train, draw(classes, negatives, random).sort());
}

/** A trained ensemble, open to explanation. */
export interface FittedEnsemble extends FittedModel {
  readonly ensemble: readonly FittedModel[];
  /** What the members' probabilities, [n] each, make together; they may be overwritten. */
  combine(probabilities: readonly Float32Array[]): Float32Array;
}

function ensemble(learner: string, members: readonly Member[]): FittedEnsemble {
  const combine = (probabilities: readonly Float32Array[]) => {
    const sum = new Float64Array(probabilities[0].length);
    members.forEach(({ logitShift }, m) => {
      const scores = correctPrior(probabilities[m], logitShift);
      for (let i = 0; i < sum.length; i++) sum[i] += scores[i];
    });
    return Float32Array.from(sum, (total) => total / members.length);
  };
  return {
    ensemble: members.map(({ model }) => model),
    combine,
    diagnostics: { members: members.map(({ model }) => model.diagnostics) },
    predict: (asOf: AsOf) => combine(members.map(({ model }) => model.predict(asOf))),
    toJSON: () => ({
      learner,
      members: members.map(({ logitShift, model }) => ({ logitShift, model: model.toJSON() })),
    }),
    dispose: () => {
      for (const { model } of members) model.dispose();
    },
  };
}
