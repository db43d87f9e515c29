import { z } from 'zod';
import { InputError } from '../base/errors';
import { Random } from '../base/random';
import { GraphBranch, type GraphInputs } from '../fusion/branches/graph';
import { SequenceBranch, type SequenceInputs } from '../fusion/branches/sequence';
import type { FusedModel, Prepared } from '../fusion/model';
import { graphPretexts } from '../graph/pretext';
import type { Module } from '../nn/module';
import type { Objective } from '../nn/objective';
import { pretexts } from '../sequence/pretext';
import { progress } from '../training/callbacks/progress';
import { optimizerSchema, train as trainLoop } from '../training/loop';

/** What warms up the sequence branch before the labels come. */
export const pretrainingSchema = z.strictObject({
  task: pretexts.reference().prefault('next-item'),
  epochs: z.number().int().positive().default(5),
  learningRate: z.number().positive().default(0.003),
  /** So many epochs of the training proper leave what was pretrained as it is. */
  frozenEpochs: z.number().int().min(0).default(0),
});

/** What warms up the graph branch before the labels come. */
export const graphPretrainingSchema = z.strictObject({
  task: graphPretexts.reference().prefault('masked-edge'),
  epochs: z.number().int().positive().default(5),
  learningRate: z.number().positive().default(0.003),
});

/** Warms the sequence branch up on the training examples' windows. */
export async function pretrain(
  model: FusedModel,
  prepared: Prepared,
  seed: number,
  { task, epochs, learningRate }: z.output<typeof pretrainingSchema>,
): Promise<void> {
  const b = model.branches.findIndex(({ branch }) => branch instanceof SequenceBranch);
  if (b < 0)
    throw new InputError('there is no sequence to pretrain on', 'learner fused, pretraining', 'a sequence branch');
  const { model: sequence } = model.branches[b].branch as SequenceBranch;
  const { entry, options } = pretexts.resolve(task);
  const random = Random.of(seed, 'pretraining');
  const objective = entry.build(options, sequence, prepared[b] as SequenceInputs, random);
  await warmUp(sequence, objective, { epochs, learningRate }, 'pretraining', random);
}

/** Warms the graph branch up on the snapshots of the training examples. */
export async function pretrainGraph(
  model: FusedModel,
  prepared: Prepared,
  seed: number,
  { task, epochs, learningRate }: z.output<typeof graphPretrainingSchema>,
): Promise<void> {
  const b = model.branches.findIndex(({ branch }) => branch instanceof GraphBranch);
  if (b < 0)
    throw new InputError('there is no graph to pretrain on', 'learner fused, graphPretraining', 'a graph branch');
  const branch = model.branches[b].branch as GraphBranch;
  const { entry, options } = graphPretexts.resolve(task);
  const random = Random.of(seed, 'graph pretraining');
  const objective = entry.build(options, branch, (prepared[b] as GraphInputs).snapshots, random);
  await warmUp(branch, objective, { epochs, learningRate }, 'pretraining of the graph', random);
}

async function warmUp(
  module: Module,
  objective: Objective,
  { epochs, learningRate }: { readonly epochs: number; readonly learningRate: number },
  title: string,
  random: Random,
): Promise<void> {
  const optimizer = optimizerSchema.parse({ learningRate });
  try {
    await trainLoop(module, objective, { epochs, optimizer }, [progress(title)], random);
  } finally {
    for (const weight of objective.weights?.values() ?? []) weight.dispose();
  }
}
