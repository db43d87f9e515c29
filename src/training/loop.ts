import { z } from 'zod';
import { yieldToEvents } from '../base/events';
import type { Random } from '../base/random';
import type { Module } from '../nn/module';
import type { Objective } from '../nn/objective';
import { Adam } from './adam';
import type { Callback, TrainingState } from './callback';
import { DivergedError } from './diverged';
import { schedules } from './schedules';

/** How weights are moved. */
export const optimizerSchema = z.strictObject({
  learningRate: z.number().positive().default(0.001),
  schedule: schedules.reference().prefault('constant'),
  /** Gradients are scaled down, where they are longer together, to this length. */
  clipNorm: z.number().positive().default(1),
  /** By how much of itself, times the learning rate, each weight shrinks a step (AdamW; Loshchilov and Hutter, ICLR 2019). */
  weightDecay: z.number().min(0).default(0),
});
export type OptimizerOptions = z.output<typeof optimizerSchema>;

/**
 * Trains a model for an objective with Adam (Kingma and Ba, ICLR 2015). It knows nothing of either but batches and losses;
 * callbacks stop it, watch it, and keep what was best.
 * @param epochs at most so many
 * @throws DivergedError when the loss of a batch is not finite
 */
export async function train(
  model: Module,
  objective: Objective,
  { epochs, optimizer }: { readonly epochs: number; readonly optimizer: OptimizerOptions },
  callbacks: readonly Callback[],
  random: Random,
): Promise<void> {
  const weights = new Map([...model.weights(), ...(objective.weights ?? [])]);
  const adam = new Adam(weights, optimizer);
  const { entry: schedule, options: scheduleOptions } = schedules.resolve(optimizer.schedule);
  let stopped = false;
  const state = {
    model,
    epoch: 0,
    epochs,
    loss: Number.NaN,
    measured: {} as Record<string, number>,
    frozen: (_: string) => false,
    stop: () => {
      stopped = true;
    },
  } satisfies TrainingState;
  const tell = (moment: keyof Callback) => {
    for (const callback of callbacks) callback[moment]?.(state);
  };
  tell('onBegin');
  while (state.epoch < epochs && !stopped) {
    state.epoch++;
    state.measured = {};
    tell('onEpochBegin');
    const batches = [...objective.batches(random)];
    let sum = 0;
    for (const [b, rows] of batches.entries()) {
      const done = (state.epoch - 1 + b / batches.length) / epochs;
      const context = { epoch: state.epoch, random };
      const loss = adam.minimise(
        () => objective.loss(rows, context),
        schedule.factor(scheduleOptions, done),
        state.frozen,
      );
      if (!Number.isFinite(loss))
        throw new DivergedError(`the loss is ${loss} in epoch ${state.epoch}`, objective.blame?.(rows));
      sum += loss;
      tell('onStep');
      await yieldToEvents();
    }
    state.loss = sum / batches.length;
    tell('onEpochEnd');
  }
  tell('onEnd');
}
