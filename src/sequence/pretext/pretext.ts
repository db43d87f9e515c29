import type * as tf from '@tensorflow/tfjs-core';
import type { z } from 'zod';
import type { Component } from '../../base/component';
import type { Random } from '../../base/random';
import type { Module } from '../../nn/module';
import type { Objective } from '../../nn/objective';
import type { SequenceModel, WindowInputs } from '../model';

/** A task without labels that warms up a sequence model on the windows of the training examples. */
export interface Pretext<Options extends z.ZodType = z.ZodType> extends Component<Options> {
  build(options: z.output<Options>, model: SequenceModel, inputs: WindowInputs, random: Random): Objective;
}

/** Declares a pretext task. */
export function definePretext<Options extends z.ZodType>(pretext: Pretext<Options>): Pretext {
  return pretext as unknown as Pretext;
}

/** The weights of what serves a pretext alone, as an objective lists them. */
export function pretextWeights(module: Module): Map<string, tf.Variable> {
  return new Map([...module.weights()].map(([name, weight]) => [`pretext.${name}`, weight]));
}
