import * as tf from '@tensorflow/tfjs-core';
import type { z } from 'zod';
import type { Component } from '../base/component';
import { InputError } from '../base/errors';
import type { Random } from '../base/random';
import type { Encoding } from '../nn/encoding';
import { Module } from '../nn/module';
import type { BranchShape } from './branch';

/**
 * Makes one vector of the branches' encodings, which a head turns into a logit; or, in late fusion, one logit of the
 * branches' own.
 */
export abstract class FusionOperator extends Module {
  /** Columns of what `fuse` returns; 1 in late fusion. */
  abstract readonly units: number;

  /** One encoding for each branch, in their order → [B, units]. In late fusion a branch's pooled vector is its logit. */
  abstract fuse(branches: readonly Encoding[]): tf.Tensor2D;
}

/** A kind of fusion operator. */
export interface OperatorKind<Options extends z.ZodType = z.ZodType> extends Component<Options> {
  /** Whether it reads the branches' steps, beside their pooled vectors. */
  readonly wantsSteps?: boolean;
  /** Late fusion: whether each branch has a head of its own, and their logits are fused rather than their encodings. */
  readonly isLate?: boolean;
  /** Late fusion: where the branches' own logits start; at 0 if omitted. */
  readonly headStart?: number;
  /** @throws InputError for branches that it cannot fuse */
  build(options: z.output<Options>, branches: readonly BranchShape[], random: Random): FusionOperator;
}

/** Declares a fusion operator. */
export function defineOperator<Options extends z.ZodType>(kind: OperatorKind<Options>): OperatorKind {
  return kind as unknown as OperatorKind;
}

/** The branches' pooled vectors side by side: [B, D₁], …, [B, Dₙ] → [B, ΣDᵢ]. */
export function concatenate(branches: readonly Encoding[]): tf.Tensor2D {
  const pooled = branches.map((branch) => branch.pooled);
  return pooled.length === 1 ? pooled[0] : tf.concat2d(pooled, 1);
}

/**
 * The places of the first two branches that have steps.
 * @param suchAs two branches that have some
 * @throws InputError where fewer than two have some
 */
export function twoWithSteps(branches: readonly BranchShape[], operator: string, suchAs: string): [number, number] {
  const withSteps = branches.flatMap(({ stepUnits }, b) => (stepUnits ? [b] : []));
  if (withSteps.length < 2)
    throw new InputError(
      `of the branches ${branches.map(({ name }) => name).join(', ')}, ${withSteps.length} have steps`,
      `fusion operator ${operator}`,
      `two branches with steps, such as ${suchAs}`,
    );
  return [withSteps[0], withSteps[1]];
}
