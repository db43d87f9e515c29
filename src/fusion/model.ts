import * as tf from '@tensorflow/tfjs-core';
import type { ComponentSpec } from '../base/component';
import { InputError } from '../base/errors';
import type { Random } from '../base/random';
import type { AsOf } from '../data/asOf';
import type { Encoding } from '../nn/encoding';
import type { ItemVectors } from '../nn/itemVectors';
import { Module } from '../nn/module';
import type { Branch } from './branch';
import { BranchDropout } from './branchDropout';
import { Head, type HeadOptions } from './head';
import { concatenate, type FusionOperator } from './operator';
import { operators } from './operators';

/** What each branch prepared, in the order of the branches. */
export type Prepared = readonly unknown[];

/** A branch with a name of its own among the others. */
export interface NamedBranch {
  readonly name: string;
  readonly branch: Branch;
}

export interface FusionOptions extends HeadOptions {
  /** The probability with which each branch is left out while training; never if 0 or omitted. */
  readonly branchDropout?: number;
}

export interface EncodeBranchesOptions {
  /** Draws the dropout while training; omitted otherwise. */
  readonly random?: Random;
  /** Names of branches that have nothing to say. */
  readonly missing?: ReadonlySet<string>;
  /** Gives other steps [B, T, F] to the encoder of a branch, by its place, for explanations. */
  readonly replaceSteps?: { readonly branch: number; replace(steps: tf.Tensor3D): tf.Tensor3D };
}

const NONE: ReadonlySet<string> = new Set();

/** Branches, the operator that fuses them, and a head: examples → logits. In late fusion each branch has its own head. */
export class FusedModel extends Module {
  private readonly operator: FusionOperator;
  /** Whether the operator reads the branches' steps. */
  readonly wantSteps: boolean;
  /** Whether each branch has a head of its own. */
  readonly isLate: boolean;
  /** One for each branch in late fusion, else one for all. */
  private readonly heads: readonly Head[];
  private readonly branchDropout?: BranchDropout;
  /** The branch whose vectors of items others read. */
  private readonly itemSource?: number;

  /** @throws InputError for branches that the operator cannot fuse */
  constructor(
    readonly branches: readonly NamedBranch[],
    operator: ComponentSpec,
    { branchDropout = 0, ...head }: FusionOptions,
    random: Random,
  ) {
    super();
    const { entry, options } = operators.resolve(operator);
    this.wantSteps = entry.wantsSteps ?? false;
    this.isLate = entry.isLate ?? false;
    const shapes = branches.map(({ name, branch: { units, stepUnits } }) => ({ name, units, stepUnits }));
    const logits = branches.map(({ name }) => ({ name, units: 1 }));
    this.operator = entry.build(options, this.isLate ? logits : shapes, random);
    this.itemSource = itemSourceOf(branches);
    for (const { name, branch } of branches) this.part(name, branch);
    this.part('fusion', this.operator);
    if (branchDropout > 0) this.branchDropout = this.part('branch dropout', new BranchDropout(shapes, branchDropout));
    this.heads = this.isLate
      ? branches.map(({ name, branch }) =>
          this.part(`head of ${name}`, new Head(branch.units, head, random, entry.headStart)),
        )
      : [this.part('head', new Head(this.operator.units, head, random))];
  }

  /** Whether it can tell what a branch would say alone: in late fusion, and after branch dropout. */
  get tellsBranches(): boolean {
    return this.isLate || this.branchDropout !== undefined;
  }

  /** @param missing names of branches that are not to be read */
  prepare(asOf: AsOf, missing = NONE): Prepared {
    return this.branches.map(({ name, branch }) => (missing.has(name) ? undefined : branch.prepare(asOf)));
  }

  /** For each example the part of a branch's inputs that it shares with others, where a branch has such parts; [n] */
  partsOf(prepared: Prepared): Int32Array | undefined {
    for (const [b, { branch }] of this.branches.entries()) {
      const parts = branch.partsOf?.(prepared[b]);
      if (parts) return parts;
    }
    return undefined;
  }

  /**
   * @param rows which examples, [B]
   * @param random draws the dropout while training
   * @returns logits [B]
   */
  forward(prepared: Prepared, rows: Int32Array, random?: Random): tf.Tensor1D {
    return this.decide(this.encode(prepared, rows, { random }), random);
  }

  /**
   * Logits [B] where some branches have nothing to say.
   * @param missing their names
   * @throws InputError for a model that was trained without branch dropout
   */
  forwardWithout(prepared: Prepared, rows: Int32Array, missing: ReadonlySet<string>): tf.Tensor1D {
    return this.decide(this.encode(prepared, rows, { missing }));
  }

  /**
   * What a branch says of `count` examples when it is missing.
   * @throws InputError for a model that was trained without branch dropout
   */
  missing(b: number, count: number): Encoding {
    if (!this.branchDropout)
      throw new InputError(
        'the model never did without a branch',
        'learner fused',
        'branchDropout above 0 in training',
      );
    return this.branchDropout.missing(b, count);
  }

  /** Whether it was trained to do without branches. */
  get doesWithout(): boolean {
    return this.branchDropout !== undefined;
  }

  /**
   * Logits [B] of one encoding for each branch, in their order.
   * @param random draws the dropout, that of branches, too, while training
   */
  decide(encodings: readonly Encoding[], random?: Random): tf.Tensor1D {
    const seen = random && this.branchDropout ? this.branchDropout.drop(encodings, random) : encodings;
    const logits = this.isLate
      ? this.operator.fuse(this.ownLogits(seen, random))
      : this.heads[0].call(this.operator.fuse(seen), random);
    return tf.reshape(logits, [encodings[0].pooled.shape[0]]);
  }

  /**
   * What each branch would say alone, [B] each: all others missing, after branch dropout; else, in late fusion, its own
   * logits.
   * @param rows which examples, [B]
   */
  branchLogits(prepared: Prepared, rows: Int32Array): tf.Tensor1D[] {
    const names = this.branches.map(({ name }) => name);
    if (this.branchDropout)
      return names.map((own) => this.forwardWithout(prepared, rows, new Set(names.filter((name) => name !== own))));
    return this.ownLogits(this.encode(prepared, rows)).map(({ pooled }) => tf.reshape(pooled, [rows.length]));
  }

  /** Columns of a code. */
  get codeUnits(): number {
    return this.isLate ? this.branches.reduce((sum, { branch }) => sum + branch.units, 0) : this.operator.units;
  }

  /**
   * What the head reads of some examples: the branches fused, or in late fusion side by side. [B, codeUnits]
   * @param rows which examples, [B]
   */
  codes(prepared: Prepared, rows: Int32Array): tf.Tensor2D {
    const encodings = this.encode(prepared, rows);
    return this.isLate ? concatenate(encodings) : this.operator.fuse(encodings);
  }

  /**
   * What each branch makes of some examples, in their order.
   * @throws InputError for missing branches, if the model was trained without branch dropout
   */
  encode(
    prepared: Prepared,
    rows: Int32Array,
    { random, missing = NONE, replaceSteps }: EncodeBranchesOptions = {},
  ): Encoding[] {
    const { wantSteps } = this;
    const itemVectors = this.itemVectors(prepared, rows, missing, random);
    return this.branches.map(({ name, branch }, b) =>
      missing.has(name)
        ? this.missing(b, rows.length)
        : branch.forward(prepared[b], rows, {
            random,
            wantSteps,
            ...(branch.readsItemUnits || b === this.itemSource ? { itemVectors } : {}),
            ...(replaceSteps?.branch === b ? { replaceSteps: replaceSteps.replace } : {}),
          }),
    );
  }

  /** What one branch makes of some examples. */
  encodeOne(b: number, prepared: Prepared, rows: Int32Array): Encoding {
    const { branch } = this.branches[b];
    const itemVectors = branch.readsItemUnits ? this.itemVectors(prepared, rows, NONE) : undefined;
    return branch.forward(prepared[b], rows, { wantSteps: this.wantSteps, itemVectors });
  }

  /** What one branch makes of items, for others to read; nothing but zeros if it is missing. */
  private itemVectors(
    prepared: Prepared,
    rows: Int32Array,
    missing: ReadonlySet<string>,
    random?: Random,
  ): ItemVectors | undefined {
    const b = this.itemSource;
    if (b === undefined) return undefined;
    const { name, branch } = this.branches[b];
    if (missing.has(name)) return { vectors: tf.zeros([1, branch.itemUnits!]), rowOf: () => 0 };
    return branch.itemVectors!(prepared[b], rows, random);
  }

  private ownLogits(encodings: readonly Encoding[], random?: Random): Encoding[] {
    return encodings.map(({ pooled }, b) => ({ pooled: this.heads[b].call(pooled, random) }));
  }

  /** Which part is not finite first for some examples, and for which one; undefined where all numbers are finite. */
  blame(prepared: Prepared, rows: Int32Array): string | undefined {
    const say = (part: string, ...tensors: (tf.Tensor | undefined)[]) => {
      const at = Math.min(...tensors.map((tensor) => (tensor ? firstNotFinite(tensor) : rows.length)));
      return at < rows.length ? `${part} is not finite, first for example ${rows[at]}` : undefined;
    };
    return tf.tidy(() => {
      for (const [b, { name }] of this.branches.entries()) {
        const { pooled, steps } = this.encodeOne(b, prepared, rows);
        const found = say(`branch ${name}`, pooled, steps);
        if (found) return found;
      }
      return say('no branch but the head', this.forward(prepared, rows));
    });
  }
}

/**
 * The first branch that makes vectors of items, where another reads some; undefined where none does.
 * @throws InputError where nobody makes what is read, or others than are read
 */
function itemSourceOf(branches: readonly NamedBranch[]): number | undefined {
  const reader = branches.find(({ branch }) => branch.readsItemUnits !== undefined);
  if (!reader) return undefined;
  const source = branches.findIndex(({ branch }) => branch.itemUnits !== undefined);
  const where = `learner fused, branch ${reader.name}`;
  if (source < 0) throw new InputError('no branch makes vectors of items', where, 'a graph branch beside it');
  const { name, branch } = branches[source];
  for (const { branch: other } of branches)
    if (other.readsItemUnits !== undefined && other.readsItemUnits !== branch.itemUnits)
      throw new InputError(
        `embeddingDim is ${other.readsItemUnits}, and branch ${name} has ${branch.itemUnits} units`,
        where,
        'as many columns as units',
      );
  return source;
}

/** The first of the rows of a tensor that holds a number that is not finite; as many as there are if none does. */
function firstNotFinite(tensor: tf.Tensor): number {
  const [B] = tensor.shape;
  const at = (tensor.dataSync() as Float32Array).findIndex((value) => !Number.isFinite(value));
  return at < 0 ? B : Math.floor(at / (tensor.size / B));
}
