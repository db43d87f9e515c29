import { z } from 'zod';
import type { ComponentSpec } from '../base/component';
import { InputError } from '../base/errors';
import { sigmoid } from '../base/logit';
import { Random } from '../base/random';
import type { AsOf } from '../data/asOf';
import { Alignment, alignmentSchema } from '../fusion/alignment';
import type { Branch } from '../fusion/branch';
import { branches } from '../fusion/branches';
import { FusedModel, type NamedBranch, type Prepared } from '../fusion/model';
import { operators } from '../fusion/operators';
import { resampleInputs, type TrainingInputs } from '../fusion/resampling';
import { fitLevel } from '../imbalance/level';
import type { Loss } from '../imbalance/loss';
import { losses } from '../imbalance/losses';
import { resamplers } from '../imbalance/resampling';
import type { Callback } from '../training/callback';
import { freezing } from '../training/callbacks/freezing';
import { learningCurve } from '../training/callbacks/learningCurve';
import { progress } from '../training/callbacks/progress';
import { weightAveraging } from '../training/callbacks/weightAveraging';
import { defineLearner, type FittedModel, type LearningExamples, type TrainingData } from '../training/learner';
import { optimizerSchema, train as trainLoop } from '../training/loop';
import { supervised } from '../training/objectives/supervised';
import { predictLogits } from '../training/predict';
import { earlierLabelsSchema, learnFromEarlierLabels } from './earlierLabels';
import { graphPretrainingSchema, pretrain, pretrainGraph, pretrainingSchema } from './pretraining';
import { stopEarly } from './stopEarly';

/** How a fused model is trained. */
const trainingSchema = optimizerSchema.extend({
  epochs: z.number().int().positive().default(10),
  /**
   * Training ends after so many epochs without a better average precision on validation, and the best epoch's weights
   * stay; with null it runs through, and the last ones stay, as suits a schedule that ends with small steps.
   */
  patience: z.number().int().positive().nullable().default(3),
  batchSize: z.number().int().positive().default(8192),
  /** The share of the negatives that an epoch takes, drawn anew for each; all positives come along. */
  negativesPerEpoch: z.number().positive().max(1).default(1),
  /** The model has a moving average of its weights, of which each step keeps so much at the next; 0 for the last ones. */
  averaging: z.number().min(0).lt(1).default(0),
  /** Early stopping reads the examples of a sample of customers, about so many examples. */
  validationExamples: z.number().int().positive().default(100_000),
});

const optionsSchema = z
  .strictObject({
    /** The ways of seeing the examples; two of a kind may stand side by side. */
    branches: z.array(branches.reference()).min(1),
    operator: operators.reference().prefault('concat'),
    loss: losses.reference().prefault('weighted-bce'),
    /** Changes the class balance of the training examples: some repeated, left out, or made anew between two others. */
    resampling: resamplers.reference().nullable().default(null),
    /** Columns of the head's hidden layer, and the share of them that is dropped while training. */
    units: z.number().int().positive().default(32),
    dropout: z.number().min(0).max(0.9).default(0.2),
    /** The probability with which each branch is left out while training, so that the model does without any of them. */
    branchDropout: z.number().min(0).max(0.9).default(0),
    /** Draws the branches of each example together by a contrastive loss beside that of the labels. */
    alignment: alignmentSchema.nullable().default(null),
    pretraining: pretrainingSchema.nullable().default(null),
    graphPretraining: graphPretrainingSchema.nullable().default(null),
    /** Learn first from earlier events, whose labels were known when training began. */
    earlierLabels: earlierLabelsSchema.nullable().default(null),
    training: trainingSchema.prefault({}),
  })
  .superRefine(({ branches, branchDropout, alignment }, context) => {
    if (branches.length > 1) return;
    const needsTwo = (option: string) =>
      context.addIssue({ code: 'custom', message: 'expected two branches or more', path: [option] });
    if (branchDropout > 0) needsTwo('branchDropout');
    if (alignment) needsTwo('alignment');
  });
type Options = z.output<typeof optionsSchema>;

const savedSchema = z.strictObject({
  options: optionsSchema,
  states: z.array(z.unknown()),
  weights: z.record(z.string(), z.strictObject({ shape: z.array(z.number()), data: z.string() })),
  logitShift: z.number(),
  diagnostics: z.record(z.string(), z.unknown()),
});

/** A trained fused model, open to explanation. */
export interface FittedNetwork extends FittedModel {
  readonly network: FusedModel;
  /** Added to the network's logits. */
  readonly logitShift: number;
  /**
   * Probabilities where some branches are missing, [n]; what they read is not even prepared.
   * @param missing names of branches
   * @throws InputError for a model that was trained without branch dropout, or a branch that it does not have
   */
  predictWithout(asOf: AsOf, missing: readonly string[]): Float32Array;
}

/** Branches fused by an operator and trained together; a single branch makes the ablation's own row. */
export const fused = defineLearner({
  name: 'fused',
  summary: 'branches (features, sequence, graph) fused and trained together; one branch alone, too',
  options: optionsSchema,
  saved: savedSchema,
  space: {
    dropout: { low: 0, high: 0.5 },
    units: { choices: [16, 32, 64] },
    'training.learningRate': { low: 3e-4, high: 1e-2, log: true },
    'training.weightDecay': { low: 1e-5, high: 0.1, log: true },
  },
  resource: 'training.epochs',

  async fit(data, options) {
    const model = build(data, options);
    try {
      const prepared = model.prepare(data.train.asOf);
      const inputs = balance(model, prepared, data, options);
      const { entry, options: lossOptions } = losses.resolve(options.loss);
      const loss = entry.build(lossOptions, inputs.counts);
      if (options.pretraining) await pretrain(model, prepared, data.seed, options.pretraining);
      if (options.graphPretraining) await pretrainGraph(model, prepared, data.seed, options.graphPretraining);
      if (options.earlierLabels)
        await learnFromEarlierLabels(model, data, loss, options.earlierLabels, options.training);
      const outcome = await learn(model, inputs, data, loss, options);
      // What is taken off the log-odds again, for loss and resampling changed the class balance.
      const logitShift = loss.isRelative
        ? levelOf(model, prepared, data.train)
        : loss.logitShift(outcome.bestEpoch) - inputs.logitShift;
      const diagnostics = { parameters: model.parameterCount, logitShift, ...outcome };
      return fittedModel(model, options, logitShift, diagnostics);
    } catch (error) {
      model.dispose();
      throw error;
    }
  },

  load({ options, states, weights, logitShift, diagnostics }) {
    if (states.length !== options.branches.length)
      throw new InputError(
        `${states.length} saved branches`,
        'saved fused model',
        `${options.branches.length} of them`,
      );
    const model = assemble(options, new Random(0), (spec, _, b) => branches.get(spec.name).restore(states[b]));
    try {
      model.load(weights);
    } catch (error) {
      model.dispose();
      throw error;
    }
    return fittedModel(model, options, logitShift, diagnostics);
  },
});

/** Each branch with a name of its own: `sequence`, and for a second one `sequence 2`. */
function nameBranches(options: Options) {
  return options.branches.map((spec, b) => {
    const before = options.branches.slice(0, b).filter(({ name }) => name === spec.name).length;
    return { spec, name: before ? `${spec.name} ${before + 1}` : spec.name };
  });
}

function build({ train, items, controls, seed }: TrainingData, options: Options): FusedModel {
  return assemble(options, Random.of(seed, 'weights of the head'), (spec, name) => {
    const { entry, options: given } = branches.resolve(spec);
    const context = { train: train.asOf, items, controls, seed };
    return entry.build(given, context, Random.of(seed, `weights of ${name}`));
  });
}

/** @param make makes the branch of a specification, given its name and its place */
function assemble(
  options: Options,
  random: Random,
  make: (spec: ComponentSpec, name: string, b: number) => Branch,
): FusedModel {
  const parts: NamedBranch[] = [];
  try {
    for (const [b, { name, spec }] of nameBranches(options).entries())
      parts.push({ name, branch: make(spec, name, b) });
    const { units, dropout, branchDropout } = options;
    return new FusedModel(parts, options.operator, { units, dropout, branchDropout }, random);
  } catch (error) {
    for (const { branch } of parts) branch.dispose();
    throw error;
  }
}

/** Training examples as they are resampled, with the class counts and the log-odds that an epoch has. */
function balance(
  model: FusedModel,
  prepared: Prepared,
  { train, seed }: TrainingData,
  options: Options,
): TrainingInputs {
  const { counts, logitShift, ...inputs } = resampleInputs(model, prepared, train, options.resampling, seed);
  const { negativesPerEpoch } = options.training;
  return {
    ...inputs,
    counts: { ...counts, negatives: counts.negatives * negativesPerEpoch },
    logitShift: logitShift - Math.log(negativesPerEpoch),
  };
}

/** What the logits of the training examples need so that they tell how many are positive. */
function levelOf(model: FusedModel, prepared: Prepared, { asOf, label, weight }: LearningExamples): number {
  const rows = Int32Array.from({ length: asOf.size }, (_, row) => row);
  return fitLevel(
    predictLogits((part) => model.forward(prepared, part), rows),
    label,
    weight,
  );
}

async function learn(
  model: FusedModel,
  { prepared, examples, times }: TrainingInputs,
  { validation, seed }: TrainingData,
  loss: Loss,
  { training, pretraining, alignment }: Options,
) {
  const { epochs, patience, batchSize, negativesPerEpoch, averaging, validationExamples, ...optimizer } = training;
  const shapes = model.branches.map(({ name, branch: { units } }) => ({ name, units }));
  const aligned = alignment && new Alignment(shapes, alignment, Random.of(seed, 'alignment'));
  const { customer } = examples.examples;
  const forward = (rows: Int32Array, random: Random) => {
    const encodings = model.encode(prepared, rows, { random });
    const auxiliary = aligned?.loss(
      encodings,
      rows.map((row) => customer[row]),
    );
    return { logits: model.decide(encodings, random), auxiliary };
  };
  const objective = {
    ...supervised(examples, forward, loss, {
      size: batchSize,
      parts: model.partsOf(prepared),
      times,
      negatives: negativesPerEpoch,
    }),
    blame: (rows: Int32Array) => model.blame(prepared, rows),
    weights: new Map([...(aligned?.weights() ?? [])].map(([name, weight]) => [`alignment.${name}`, weight])),
  };
  const stopping =
    patience === null ? undefined : stopEarly(model, validation, loss, seed, { patience, validationExamples });
  const curve = learningCurve();
  // What is measured after an epoch, and kept if it is the best, is the average.
  const callbacks: Callback[] = [
    ...(averaging > 0 ? [weightAveraging(averaging)] : []),
    ...(stopping ? [stopping] : []),
    curve,
    progress(),
  ];
  const frozenEpochs = pretraining?.frozenEpochs ?? 0;
  if (frozenEpochs > 0) callbacks.push(freezing(frozenEpochs, (name) => /^sequence\.model\./.test(name)));
  try {
    await trainLoop(model, objective, { epochs, optimizer }, callbacks, Random.of(seed, 'batches and dropout'));
  } finally {
    aligned?.dispose();
  }
  return {
    epochs: curve.points.length,
    bestEpoch: stopping?.best.epoch ?? curve.points.length,
    ...(stopping && { validationAveragePrecision: stopping.best.score }),
    curve: curve.points,
  };
}

function fittedModel(
  model: FusedModel,
  options: Options,
  logitShift: number,
  diagnostics: FittedModel['diagnostics'],
): FittedNetwork {
  const probability = (z: number) => sigmoid(z + logitShift);
  return {
    diagnostics,
    network: model,
    logitShift,
    predict(asOf) {
      const prepared = model.prepare(asOf);
      const rows = Int32Array.from({ length: asOf.size }, (_, row) => row);
      const logits = predictLogits((part) => model.forward(prepared, part), rows);
      return logits.map(probability);
    },
    predictWithout(asOf, missing) {
      const names = new Set(missing);
      const unknown = missing.find((name) => model.branches.every((one) => one.name !== name));
      if (unknown !== undefined)
        throw new InputError(
          `there is no branch "${unknown}"`,
          'learner fused',
          `one of ${model.branches.map(({ name }) => name).join(', ')}`,
        );
      const prepared = model.prepare(asOf, names);
      const rows = Int32Array.from({ length: asOf.size }, (_, row) => row);
      return predictLogits((part) => model.forwardWithout(prepared, part, names), rows).map(probability);
    },
    predictByBranch(asOf) {
      if (!model.tellsBranches) return undefined;
      const prepared = model.prepare(asOf);
      const rows = Int32Array.from({ length: asOf.size }, (_, row) => row);
      return new Map(
        model.branches.map(({ name }, b) => [
          name,
          predictLogits((part) => model.branchLogits(prepared, part)[b], rows).map(probability),
        ]),
      );
    },
    toJSON: () => ({
      options,
      states: model.branches.map(({ branch }) => branch.state()),
      weights: model.save(),
      logitShift,
      diagnostics,
    }),
    dispose: () => model.dispose(),
  };
}
