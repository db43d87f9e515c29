import { z } from 'zod';
import { InputError } from '../base/errors';
import { Random } from '../base/random';
import type { Asked } from '../data/examples';
import type { Branch } from '../fusion/branch';
import { branches } from '../fusion/branches';
import { FusedModel } from '../fusion/model';
import { operators } from '../fusion/operators';
import { losses } from '../imbalance/losses';
import { defineLearner, type Fitted, type Lesson } from '../training/learner';
import { optimise, predictLogits, trainingSchema } from '../training/optimise';

const named = z.looseObject({ name: z.string() });

const optionsSchema = z.strictObject({
  /** Options of each branch by its name in the registry of branches. */
  branches: z.record(z.string(), z.record(z.string(), z.unknown())),
  operator: z.string().default('concat'),
  loss: named.default({ name: 'weighted-bce' }),
  /** Width of the head's hidden layer, and the share of it that is dropped while training. */
  width: z.number().int().positive().default(32),
  dropout: z.number().min(0).max(0.9).default(0.2),
  training: trainingSchema.prefault({}),
});
type Options = z.output<typeof optionsSchema>;

const savedSchema = z.strictObject({
  options: optionsSchema,
  states: z.record(z.string(), z.unknown()),
  weights: z.record(z.string(), z.strictObject({ shape: z.array(z.number()), data: z.string() })),
  logitShift: z.number(),
  notes: z.record(z.string(), z.unknown()),
});

/** Branches fused by an operator and trained together; a single branch makes the ablation's own row. */
export const fused = defineLearner({
  name: 'fused',
  options: optionsSchema,
  saved: savedSchema,

  complete: (options) => ({
    ...options,
    branches: Object.fromEntries(
      Object.entries(options.branches).map(([name, given]) => [name, branches.get(name).complete(given)]),
    ),
  }),

  async fit(lesson, options) {
    const model = build(lesson, options);
    const { name, ...lossOptions } = options.loss;
    const positives = lesson.train.label.reduce((sum, label) => sum + label, 0);
    if (positives === 0 || positives === lesson.train.label.length)
      throw new InputError(
        `all ${lesson.train.label.length} training examples have the same label`,
        undefined,
        'both classes',
      );
    const loss = losses.get(name).build(lossOptions, positives / lesson.train.label.length);
    const prepared = (part: Lesson['train']) => ({ ...part, prepared: model.fusedModel.prepare(part.asked) });
    const outcome = optimise(
      model.fusedModel,
      prepared(lesson.train),
      prepared(lesson.validation),
      loss,
      options.training,
      lesson.seed,
    );
    return fittedModel(model, options, loss.logitShift, {
      parameters: model.fusedModel.parameterCount,
      ...outcome,
    });
  },

  load({ options, states, weights, logitShift, notes }) {
    const parts = Object.keys(options.branches).map((name) => ({
      name,
      branch: branches.get(name).restore(states[name]),
    }));
    const model = assemble(parts, options, new Random(0));
    model.fusedModel.load(weights);
    return fittedModel(model, options, logitShift, notes);
  },
});

interface Assembled {
  readonly fusedModel: FusedModel;
  readonly parts: readonly { name: string; branch: Branch }[];
}

function build({ train, items, controls, seed }: Lesson, options: Options): Assembled {
  const parts = Object.entries(options.branches).map(([name, given]) => {
    const kind = branches.get(name);
    const context = { asked: train.asked, items, controls, seed };
    return { name, branch: kind.build(given, context, Random.of(seed, `weights of ${name}`)) };
  });
  return assemble(parts, options, Random.of(seed, 'weights of the head'));
}

function assemble(parts: Assembled['parts'], options: Options, random: Random): Assembled {
  const operator = operators.get(options.operator).build(
    parts.map(({ branch }) => branch.width),
    random,
  );
  return { fusedModel: new FusedModel(parts, operator, options.width, options.dropout, random), parts };
}

function fittedModel(
  { fusedModel, parts }: Assembled,
  options: Options,
  logitShift: number,
  notes: Fitted['notes'],
): Fitted {
  return {
    notes,
    predict(asked: readonly Asked[]) {
      const size = asked.reduce((sum, { query }) => sum + query.customers.length, 0);
      const rows = Int32Array.from({ length: size }, (_, i) => i);
      return predictLogits(fusedModel, fusedModel.prepare(asked), rows).map((z) => 1 / (1 + Math.exp(-z - logitShift)));
    },
    toJSON: () => ({
      options,
      states: Object.fromEntries(parts.map(({ name, branch }) => [name, branch.state()])),
      weights: fusedModel.save(),
      logitShift,
      notes,
    }),
    dispose: () => fusedModel.dispose(),
  };
}
