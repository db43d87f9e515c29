import type * as tf from '@tensorflow/tfjs-core';
import type { z } from 'zod';
import { check } from '../base/json';
import type { Random } from '../base/random';
import type { Asked } from '../data/examples';
import { Module } from '../nn/module';

/** Negative controls: what is destroyed before a model sees it, to show what it was worth. */
export interface Controls {
  /** Rewires the customer–item graph at random, degrees kept. */
  readonly shuffleGraph: boolean;
  /** Deals the contents of each customer's last baskets to their times at random. */
  readonly permuteEvents: boolean;
}

/**
 * One way of seeing the examples: tabular, sequence or graph. `prepare` reads the histories and needs
 * no weights, so it is done once; `forward` runs the weights on some of the examples.
 */
export abstract class Branch<Inputs = unknown> extends Module {
  /** Columns of what `forward` returns. */
  abstract readonly width: number;

  /** Everything that `forward` needs, from the histories alone; example i is row i of the questions in order. */
  abstract prepare(asked: readonly Asked[]): Inputs;

  /**
   * @param rows which examples, [B]
   * @param random draws the dropout while training; absent otherwise
   * @returns [B, width]
   */
  abstract forward(inputs: Inputs, rows: Int32Array, random?: Random): tf.Tensor2D;

  /** What `restore` needs beside the weights (scalers, vocabularies), as JSON. */
  abstract state(): unknown;
}

/** What a branch may learn from before it has weights. */
export interface BranchContext {
  readonly asked: readonly Asked[];
  /** Ids of the items that the task asks about. */
  readonly items: readonly string[];
  readonly controls: Controls;
  readonly seed: number;
}

/** An entry of the registry of branches. */
export interface BranchKind {
  readonly name: string;
  readonly description: string;
  /** Checks and completes options; an InputError names the wrong one. */
  complete(options: unknown): Record<string, unknown>;
  /** A fresh branch; scalers and vocabularies are fitted on the training questions. */
  build(options: unknown, context: BranchContext, random: Random): Branch;
  /** A branch from its saved state; its weights are loaded afterwards. */
  restore(state: unknown): Branch;
}

/** Makes an entry whose options and saved state are checked against their schemas. */
export function defineBranch<O extends z.ZodObject, S extends z.ZodObject>(kind: {
  name: string;
  description: string;
  options: O;
  state: S;
  build(options: z.output<O>, context: BranchContext, random: Random): Branch;
  restore(state: z.output<S>): Branch;
}): BranchKind {
  const complete = (options: unknown) => check(kind.options, options, `options of branch ${kind.name}`);
  return {
    name: kind.name,
    description: kind.description,
    complete,
    build: (options, context, random) => kind.build(complete(options), context, random),
    restore: (state) => kind.restore(check(kind.state, state, `saved branch ${kind.name}`)),
  };
}
