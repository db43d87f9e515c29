import type * as tf from '@tensorflow/tfjs-core';
import type { z } from 'zod';
import type { Component } from '../base/component';
import { check } from '../base/json';
import type { Random } from '../base/random';
import type { AsOf } from '../data/asOf';
import type { Controls } from '../data/controls/controls';
import type { Table } from '../data/table';
import type { Origins } from '../imbalance/resampling/origins';
import type { Encoding } from '../nn/encoding';
import type { ItemVectors } from '../nn/itemVectors';
import { Module } from '../nn/module';

export interface ForwardOptions {
  /** Whether the vector of each step (or neighbour) is asked for, beside the pooled one. */
  readonly wantSteps?: boolean;
  /** Draws the dropout while training; omitted otherwise. */
  readonly random?: Random;
  /** What another branch makes of items, for a branch that reads it, and what it made of them itself. */
  readonly itemVectors?: ItemVectors;
  /** Given the steps [B, T, F] that the encoder of a sequence is to read, gives others: what an explanation varies. */
  readonly replaceSteps?: (steps: tf.Tensor3D) => tf.Tensor3D;
}

/** Columns of what a branch returns. */
export interface BranchShape {
  readonly name: string;
  /** Of the pooled vector. */
  readonly units: number;
  /** Of the vector of each step; undefined where the branch has no steps. */
  readonly stepUnits?: number;
}

/**
 * One way of seeing the examples: features, sequence or graph. `prepare` reads what was known and needs no weights, so it
 * is done once; `forward` runs the weights on some of the examples.
 */
export abstract class Branch<Inputs = unknown> extends Module {
  abstract readonly units: number;
  readonly stepUnits?: number;
  /** Columns of the vectors that it makes of items; undefined where it makes none. */
  readonly itemUnits?: number;
  /** Columns of another branch's vectors of items that it reads; undefined where it reads none. */
  get readsItemUnits(): number | undefined {
    return undefined;
  }

  /** Everything that `forward` needs; example i is row i. */
  abstract prepare(asOf: AsOf): Inputs;

  /**
   * @param rows which examples, [B]
   * @returns pooled [B, units]; steps [B, T, stepUnits] where they are asked for and there are some
   */
  abstract forward(inputs: Inputs, rows: Int32Array, options?: ForwardOptions): Encoding;

  /** What `restore` needs beside the weights (scalers, vocabularies), as JSON. */
  abstract state(): unknown;

  /** Vectors of items as of the time of some examples, where it makes some. @param rows which examples, [B] */
  itemVectors?(inputs: Inputs, rows: Int32Array, random?: Random): ItemVectors;

  /** For each example the part of the inputs that it shares with others: batches of one part cost less. [n] */
  partsOf?(inputs: Inputs): Int32Array;

  /** What a resampler measures distances by, standardised, one row an example; omitted where there are no such numbers. */
  numbersOf?(inputs: Inputs): Table;

  /**
   * The inputs of resampled examples, whose numbers (the columns of `numbersOf`) lie between two examples each; everything
   * else is the nearer one's. Omitted where that makes no sense.
   */
  resample?(inputs: Inputs, origins: Origins): Inputs;
}

/** What a branch may learn from before it has weights. */
export interface BranchContext {
  readonly train: AsOf;
  /** Ids of the items that the task asks about. */
  readonly items: readonly string[];
  readonly controls: Controls;
  readonly seed: number;
}

/** A kind of branch. */
export interface BranchKind<Options extends z.ZodType = z.ZodType> extends Component<Options> {
  /** A fresh branch; scalers and vocabularies are fitted on the training examples. */
  build(options: z.output<Options>, context: BranchContext, random: Random): Branch;
  /** A branch from its saved state; its weights are loaded afterwards. @throws InputError for another's state */
  restore(state: unknown): Branch;
}

/** Declares a branch, whose saved state is checked against a schema. */
export function defineBranch<Options extends z.ZodType, State extends z.ZodType>(
  kind: Omit<BranchKind<Options>, 'restore'> & { state: State; restore(state: z.output<State>): Branch },
): BranchKind {
  const { state: schema, ...rest } = kind;
  const restore = (state: unknown) => kind.restore(check(schema, state, `saved branch ${kind.name}`));
  return { ...rest, restore } as unknown as BranchKind;
}
