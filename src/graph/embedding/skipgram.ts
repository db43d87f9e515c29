import { InputError } from '../../base/errors';
import { Progress } from '../../base/progress';
import { compiledKernels } from '../../kernels/compiled';
import { aliasTables } from './alias';
import { compiledTrainer } from './skipgramCompiled';
import { type Course, surveyOf } from './skipgramCourse';
import { meanLoss } from './skipgramLoss';
import { plainTrainer } from './skipgramPlain';
import { storedWalks, type WalkSource, type Walks } from './walks';

export interface SkipGramOptions {
  readonly dimensions: number;
  /** Nodes at most so many steps apart are context of each other; each centre draws its own width up to it. */
  readonly window: number;
  /** Nodes drawn at random against each pair. */
  readonly negative: number;
  /** One set of negatives for all contexts of a centre, which is faster and learns as well. */
  readonly sharedNegatives?: boolean;
  /**
   * t of Mikolov et al.: of a node that makes up the share f of all that walks visit, an occurrence stays with the
   * chance √(t/f) + t/f, as in their program. 0, as it is by default, keeps all.
   */
  readonly subsample?: number;
  /** Share of the walks that are not trained on, but tell the loss after each epoch; 0 by default. */
  readonly heldOut?: number;
  readonly epochs: number;
  /** At the start; falls linearly to a ten-thousandth of itself. */
  readonly learningRate: number;
  readonly seed: number;
}

export interface SkipGram {
  /** One a node, [nodeCount, dimensions]; a node that no walk visits keeps its start. */
  readonly vectors: Float32Array;
  /** After each epoch −log σ(u·v) − Σ log σ(−u·n), in the mean over pairs of held-out walks; NaN where they have none. */
  readonly losses: readonly number[];
}

/**
 * Skip-gram with negative sampling (Mikolov et al., NeurIPS 2013) over walks: of each pair (centre,
 * context) it raises log σ(u·v), and log σ(−u·v) for negatives drawn with chances ∝ count^¾.
 * @returns one vector a node, [nodeCount, dimensions]
 * @throws InputError for nodes outside 0 … nodeCount − 1, or options that cannot be
 */
export function skipGram(walks: Walks | WalkSource, nodeCount: number, options: SkipGramOptions): Float32Array {
  return trainSkipGram(walks, nodeCount, options).vectors;
}

/** Walks trained between two looks at the clock. */
const PORTION = 5000;

/**
 * The same with its losses. Walks come in portions, once to be counted and once an epoch, so that a `Walker` need
 * not hold them. One thread gives the same bits every time.
 * @param kernels whose memory nobody else uses meanwhile; null for plain TypeScript, the reference
 */
export function trainSkipGram(
  walks: Walks | WalkSource,
  nodeCount: number,
  options: SkipGramOptions,
  kernels = compiledKernels() ?? null,
): SkipGram {
  check(options);
  const { epochs, subsample = 0, heldOut = 0, seed, dimensions: D } = options;
  const survey = surveyOf('take' in walks ? walks : storedWalks(walks), nodeCount, heldOut, seed, PORTION);
  const { source, counts, visits } = survey;
  const course: Course = {
    options,
    length: source.length,
    nodeCount,
    total: epochs * source.count,
    negatives: aliasTables(
      Int32Array.of(0, nodeCount),
      counts.map((count) => count ** 0.75),
    ),
    keep: subsample > 0 ? Float32Array.from(counts, (count) => chanceToStay(count / visits, subsample)) : undefined,
  };
  const trainer = kernels ? compiledTrainer(kernels, course, PORTION) : plainTrainer(course);
  const losses: number[] = [];
  const progress = new Progress('skip-gram', course.total);
  for (let epoch = 0; epoch < epochs; epoch++) {
    for (let first = 0; first < source.count; first += PORTION) {
      const end = Math.min(source.count, first + PORTION);
      trainer.train(source.take(first, end), epoch * source.count + first);
      progress.update(epoch * source.count + end, epoch > 0 && heldOut ? `loss ${losses[epoch - 1].toFixed(4)}` : '');
    }
    if (heldOut) losses.push(meanLoss(trainer, course, survey.heldOut));
  }
  progress.end();
  const vectors = new Float32Array(nodeCount * D);
  for (let i = 0; i < nodeCount; i++)
    vectors.set(trainer.vectors.subarray(i * trainer.width, i * trainer.width + D), i * D);
  return { vectors, losses };
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

function chanceToStay(share: number, t: number): number {
  return share > 0 ? Math.min(1, Math.sqrt(t / share) + t / share) : 1;
}
