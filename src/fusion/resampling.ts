import type { ComponentSpec } from '../base/component';
import { InputError } from '../base/errors';
import { Random } from '../base/random';
import type { LabelledExamples } from '../data/examples';
import { countClasses, logOdds } from '../imbalance/classCounts';
import type { ClassCounts } from '../imbalance/loss';
import { resamplers } from '../imbalance/resampling';
import { areAsGiven, blend, nearerOf, type Origins, originsOfColumns } from '../imbalance/resampling/origins';
import type { LearningExamples } from '../training/learner';
import type { FusedModel, Prepared } from './model';

/** Training examples as a fused model learns from them. */
export interface TrainingInputs {
  readonly prepared: Prepared;
  readonly examples: LabelledExamples;
  /** How often each comes; once if omitted. */
  readonly times?: Uint32Array;
  readonly counts: ClassCounts;
  /** By how much resampling raised the log-odds of a positive. */
  readonly logitShift: number;
}

/**
 * Resamples training examples. One that lies between two others has numbers between theirs; what is no number (items, nodes
 * of a graph, whose turn it is in a batch) is that of the nearer one.
 * @param prepared by the model
 * @throws InputError for a resampler that reads numbers, where the branches have none or one cannot be resampled
 */
export function resampleInputs(
  model: FusedModel,
  prepared: Prepared,
  { asOf, label, weight }: LearningExamples,
  spec: ComponentSpec | null,
  seed: number,
): TrainingInputs {
  const given: LabelledExamples = { examples: asOf.examples, label, weight };
  if (!spec) return { prepared, examples: given, counts: countClasses(label, weight), logitShift: 0 };
  const { entry, options } = resamplers.resolve(spec);
  const resampler = entry.build(options);
  const n = label.length;
  const { values, columns } = resampler.reads === 'numbers' ? numbersOf(model, prepared, n, spec.name) : NO_NUMBERS;
  const origins = resampler.resample(
    { purpose: 'training', values, shape: [n, columns.length], label, columns },
    Random.of(seed, 'resampling'),
  );
  const weights = weight && blend(origins, weight, 1);
  const counts = countClasses(origins.label, weights);
  const logitShift = logOdds(origins.label, weights) - logOdds(label, weight);
  if (areAsGiven(origins)) {
    const times = new Uint32Array(n);
    for (const row of origins.first) times[row]++;
    return { prepared, examples: given, times, counts, logitShift };
  }
  const examples = { examples: asOf.examples.select(nearerOf(origins)), label: origins.label, weight: weights };
  return { prepared: resampleBranches(model, prepared, origins, spec.name), examples, counts, logitShift };
}

const NO_NUMBERS = { values: new Float32Array(), columns: [] as string[] };

/** The numbers of all branches side by side, [n, columns]. @throws InputError where no branch has any */
function numbersOf({ branches }: FusedModel, prepared: Prepared, n: number, resampler: string) {
  const tables = branches.map(({ name, branch }, b) => ({ name, table: branch.numbersOf?.(prepared[b]) }));
  const columns = tables.flatMap(({ name, table }) => (table ? table.columns.map((one) => `${name}: ${one}`) : []));
  if (columns.length === 0)
    throw new InputError(
      `resampler ${resampler} measures distances, and branch ${tables.map(({ name }) => name).join(', ')} has no numbers to measure them by`,
      'learner fused',
      'a branch with numbers beside it (tabular, sequence), a resampler that reads labels alone (random-over, random-under), or a loss that weighs the classes',
    );
  const values = new Float32Array(n * columns.length);
  let from = 0;
  for (const { table } of tables) {
    if (!table) continue;
    const F = table.columns.length;
    for (let i = 0; i < n; i++) values.set(table.values.subarray(i * F, (i + 1) * F), i * columns.length + from);
    from += F;
  }
  return { values, columns };
}

function resampleBranches({ branches }: FusedModel, prepared: Prepared, origins: Origins, resampler: string): Prepared {
  let from = 0;
  return branches.map(({ name, branch }, b) => {
    if (!branch.resample)
      throw new InputError(
        `resampler ${resampler} makes new examples, of which branch ${name} cannot be made`,
        'learner fused',
        'a resampler that takes examples as they are (random-over, random-under), or a loss that weighs the classes',
      );
    const columns = branch.numbersOf?.(prepared[b]).columns.length ?? 0;
    from += columns;
    return branch.resample(prepared[b], originsOfColumns(origins, from - columns, from));
  });
}
