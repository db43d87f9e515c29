import { z } from 'zod';
import type { Registry } from '../base/registry';
import type { AsOf } from '../data/asOf';
import { applyStack, fitStack, type Stack } from '../fusion/stacking';
import { defineLearner, type FittedModel, type Learner } from '../training/learner';

const savedSchema = z.strictObject({
  members: z.array(z.strictObject({ name: z.string(), model: z.unknown() })).min(2),
  intercept: z.number(),
  weights: z.array(z.number()),
});

/**
 * Late stacking (Wolpert, Neural Networks 1992): members are trained on the training examples, and a logistic regression
 * on their logits is fitted on validation, which none of them was trained on.
 * @param learners those that may be members
 */
export function stackOf(learners: Registry<Learner>): Learner {
  return defineLearner({
    name: 'stack',
    summary: 'other learners, and a logistic regression on their logits that is fitted on validation',
    file: __filename,
    options: z.strictObject({
      members: z.array(z.lazy(() => learners.reference())).min(2),
      /** Equal weights are worth a try where positives are few: then fitted ones are mostly noise. */
      weights: z.enum(['fitted', 'equal']).default('fitted'),
    }),
    saved: savedSchema,
    learnsBaseRate: () => false,

    async fit(data, { members: specs, weights }) {
      const members: Member[] = [];
      try {
        for (const spec of specs) {
          const { entry, options } = learners.resolve(spec);
          members.push({ name: spec.name, model: await entry.fit(data, options) });
        }
        const scores = members.map(({ model }) => model.predict(data.validation.asOf));
        return fitted(members, fitStack(scores, data.validation.label, weights));
      } catch (error) {
        for (const { model } of members) model.dispose();
        throw error;
      }
    },

    load: ({ members, intercept, weights }) =>
      fitted(
        members.map(({ name, model }) => ({ name, model: learners.get(name).load(model) })),
        { intercept, weights },
      ),
  });
}

/** A trained stack, open to explanation. */
export interface FittedStack extends FittedModel {
  readonly members: readonly FittedModel[];
  readonly weights: Stack;
}

interface Member {
  readonly name: string;
  readonly model: FittedModel;
}

function fitted(parts: readonly Member[], weights: Stack): FittedStack {
  return {
    members: parts.map(({ model }) => model),
    weights,
    diagnostics: { ...weights, members: parts.map(({ model }) => model.diagnostics) },
    predict: (asOf: AsOf) =>
      applyStack(
        weights,
        parts.map(({ model }) => model.predict(asOf)),
      ),
    toJSON: () => ({ members: parts.map(({ name, model }) => ({ name, model: model.toJSON() })), ...weights }),
    dispose: () => {
      for (const { model } of parts) model.dispose();
    },
  };
}
