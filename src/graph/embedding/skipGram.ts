import { InputError } from '../../base/errors';
import { Progress } from '../../base/progress';
import { aliasTables } from '../../kernels/aliasTables';
import { compiledKernels } from '../../kernels/compiled';
import { startTraining } from '../../kernels/skipGram';
import type { SkipGramPlan } from '../../kernels/skipGram/types';
import { countNodes } from './countNodes';
import { meanLoss } from './skipGramLoss';
import { storedWalks, type WalkSource, type Walks } from './walks';

export interface SkipGramOptions {
  readonly dimensions: number;
  /** Nodes up to this many steps apart are each other's context; each centre draws its own reach up to it. */
  readonly window: number;
  /** Negatives drawn for each pair. */
  readonly negative: number;
  /** Whether all contexts of a centre share one set of negatives, which is faster and learns as well. */
  readonly sharedNegatives?: boolean;
  /**
   * Mikolov et al.'s t: an occurrence of a node that makes up the share f of all visits is kept with probability
   * √(t/f) + t/f, as in their program. 0, the default, keeps all.
   */
  readonly subsample?: number;
  /** Share of the walks kept out of training to measure the loss on after each epoch; 0 by default. */
  readonly heldOut?: number;
  readonly epochs: number;
  /** At the start; falls linearly to a ten-thousandth of itself. */
  readonly learningRate: number;
  readonly seed: number;
  /** Where training begins, NaN for nodes that begin at random as all do without it. */
  readonly start?: Pick<SkipGram, 'vectors' | 'contexts'>;
}

export interface SkipGram {
  /** One per node, [nodeCount, dimensions]; a node that no walk visits keeps its initial vector. */
  readonly vectors: Float32Array;
  /** Those of the nodes as contexts, [nodeCount, dimensions]. */
  readonly contexts: Float32Array;
  /** After each epoch, the mean of −log σ(u·v) − Σ log σ(−u·n) over the pairs of the held-out walks; NaN if there are none. */
  readonly losses: readonly number[];
}

/**
 * Skip-gram with negative sampling (Mikolov et al., NeurIPS 2013) over walks: for each pair (centre, context) it
 * maximises log σ(u·v) + Σ log σ(−u·n) over negatives n drawn with probability ∝ count^¾.
 * @returns one vector per node, [nodeCount, dimensions]
 * @throws InputError for nodes outside 0 … nodeCount − 1 and for impossible options
 */
export function skipGram(walks: Walks | WalkSource, nodeCount: number, options: SkipGramOptions): Float32Array {
  return trainSkipGram(walks, nodeCount, options).vectors;
}

/** Walks in a batch, after which progress is updated. */
const PORTION = 5000;

/**
 * The same with its losses. Walks are read in batches, once to count nodes and once per epoch, so that a `Walker` need
 * not store them. One thread gives the same bits every time.
 * @param kernels whose memory nobody else uses meanwhile; null for plain TypeScript, the reference
 */
export function trainSkipGram(
  walks: Walks | WalkSource,
  nodeCount: number,
  options: SkipGramOptions,
  kernels = compiledKernels() ?? null,
): SkipGram {
  check(options);
  const { epochs, subsample = 0, heldOut: share = 0, seed, dimensions: D } = options;
  const all = 'batch' in walks ? walks : storedWalks(walks);
  const { source, counts, visits, heldOut } = countNodes(all, nodeCount, share, seed, PORTION);
  const { start: _, ...given } = options;
  const plan: SkipGramPlan = {
    ...given,
    sharedNegatives: options.sharedNegatives ?? false,
    length: source.length,
    nodeCount,
    total: epochs * source.count,
    negatives: aliasTables(
      Int32Array.of(0, nodeCount),
      counts.map((count) => count ** 0.75),
    ),
    keep: subsample > 0 ? Float32Array.from(counts, (count) => keepProbability(count / visits, subsample)) : undefined,
  };
  const trainer = startTraining(plan, PORTION, kernels);
  if (options.start) {
    copyRows(options.start.vectors, D, trainer.vectors, trainer.stride, D);
    copyRows(options.start.contexts, D, trainer.contexts, trainer.stride, D);
  }
  const losses: number[] = [];
  const progress = new Progress('skip-gram', plan.total);
  for (let epoch = 0; epoch < epochs; epoch++) {
    for (let first = 0; first < source.count; first += PORTION) {
      const end = Math.min(source.count, first + PORTION);
      trainer.train(source.batch(first, end), epoch * source.count + first);
      progress.update(epoch * source.count + end, epoch > 0 && share ? `loss ${losses[epoch - 1].toFixed(4)}` : '');
    }
    if (share) losses.push(meanLoss(trainer, plan, heldOut));
  }
  progress.end();
  const [vectors, contexts] = [trainer.vectors, trainer.contexts].map((trained) => {
    const rows = new Float32Array(nodeCount * D);
    copyRows(trained, trainer.stride, rows, D, D);
    return rows;
  });
  return { vectors, contexts, losses };
}

/** Copies the first D columns of each row, but for rows that begin with NaN. @param from [n, fromStride] */
function copyRows(from: Float32Array, fromStride: number, to: Float32Array, toStride: number, D: number): void {
  for (let i = 0; i * fromStride < from.length; i++)
    if (!Number.isNaN(from[i * fromStride])) to.set(from.subarray(i * fromStride, i * fromStride + D), i * toStride);
}

function check(options: SkipGramOptions): void {
  for (const name of ['dimensions', 'window', 'negative', 'epochs'] as const)
    if (!Number.isInteger(options[name]) || options[name] < 1)
      throw new InputError(`${name} of skip-gram is ${options[name]}`, undefined, 'a whole number of 1 or more');
  for (const name of ['learningRate', 'subsample'] as const)
    if (!((options[name] ?? 0) >= 0 && Number.isFinite(options[name] ?? 0)))
      throw new InputError(`${name} of skip-gram is ${options[name]}`, undefined, 'a number of 0 or more');
  const { heldOut = 0 } = options;
  if (!(heldOut >= 0 && heldOut < 1))
    throw new InputError(`heldOut of skip-gram is ${heldOut}`, undefined, 'a share from 0 to below 1');
}

function keepProbability(share: number, t: number): number {
  return share > 0 ? Math.min(1, Math.sqrt(t / share) + t / share) : 1;
}
