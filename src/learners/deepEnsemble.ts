import { z } from 'zod';
import { logit, sigmoid } from '../base/logit';
import { Random } from '../base/random';
import type { Registry } from '../base/registry';
import type { AsOf } from '../data/asOf';
import { defineLearner, type FittedModel, type Learner, learnsBaseRate } from '../training/learner';

const savedSchema = z.strictObject({
  learner: z.string(),
  members: z.array(z.unknown()).min(2),
});

/**
 * An ensemble of models that differ by nothing but their random seed (deep ensembles: Lakshminarayanan, Pritzel and
 * Blundell, NeurIPS 2017). It predicts the mean of their log-odds.
 * @param learners those that may be its members
 */
export function deepEnsembleOf(learners: Registry<Learner>): Learner {
  return defineLearner({
    name: 'deep-ensemble',
    summary: 'the mean log-odds of models of one learner that differ by their random seed',
    file: __filename,
    options: z.strictObject({
      model: z.lazy(() => learners.reference()),
      /** How many models. */
      members: z.number().int().min(2).default(5),
    }),
    saved: savedSchema,
    space: { members: { choices: [3, 5, 10] } },
    learnsBaseRate: ({ model }) => learnsBaseRate(learners, model),

    async fit(data, { model: spec, members: count }) {
      const { entry, options } = learners.resolve(spec);
      const members: FittedModel[] = [];
      try {
        for (let m = 0; m < count; m++) {
          const seed = Random.of(data.seed, `member ${m}`).bits();
          members.push(await entry.fit({ ...data, seed }, options));
        }
        return ensemble(spec.name, members);
      } catch (error) {
        for (const member of members) member.dispose();
        throw error;
      }
    },

    load: ({ learner, members }) =>
      ensemble(
        learner,
        members.map((member) => learners.get(learner).load(member)),
      ),
  });
}

function ensemble(learner: string, members: readonly FittedModel[]): FittedModel {
  return {
    diagnostics: { members: members.map(({ diagnostics }) => diagnostics) },
    predict(asOf: AsOf) {
      const sums = new Float64Array(asOf.size);
      for (const member of members)
        member.predict(asOf).forEach((p, i) => {
          sums[i] += logit(p);
        });
      return Float32Array.from(sums, (sum) => sigmoid(sum / members.length));
    },
    toJSON: () => ({ learner, members: members.map((member) => member.toJSON()) }),
    dispose: () => {
      for (const member of members) member.dispose();
    },
  };
}
