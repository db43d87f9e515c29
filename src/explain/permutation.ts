import { InputError } from '../base/errors';
import type { Random } from '../base/random';
import { countPositives } from '../data/examples';
import { averagePrecision, mean, rocAuc } from '../evaluation/ranking';
import type { OpenModel } from './mixture';

/** By how much a metric falls; the mean over repetitions with the range that holds 95 % of them. */
export interface Drop {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

export interface InputDrop {
  readonly input: string;
  readonly auc: Drop;
  readonly averagePrecision: Drop;
}

/**
 * Permutation importance (Breiman, Machine Learning 2001; Fisher, Rudin and Dominici, JMLR 2019): by how much the metrics
 * fall when an input is dealt anew among the examples, so that it tells nothing while its values stay what they were.
 * Inputs that tell the same stand in for each other, and each then seems to matter little.
 * @param label of the examples that the model was opened on, [n]
 * @param repeats how often each input is dealt anew
 * @param groups inputs that are dealt together, by name; each on its own if omitted
 * @throws InputError for examples of one class, on which no metric can fall
 */
export function permutationImportance(
  model: OpenModel,
  label: Uint8Array,
  repeats: number,
  random: Random,
  groups: ReadonlyMap<string, readonly number[]> = new Map(model.inputs.map((name, f) => [name, [f]])),
): InputDrop[] {
  const n = label.length;
  const positives = countPositives(label);
  if (positives === 0 || positives === n)
    throw new InputError(`${positives} of ${n} examples are positive`, 'permutation importance', 'both classes');
  const F = model.inputs.length;
  const own = Int32Array.from({ length: n }, (_, row) => row);
  const whole = model.predict({ own, donor: own, taken: new Uint8Array(n * F).fill(1) });
  const before = { auc: rocAuc(whole, label), averagePrecision: averagePrecision(whole, label) };
  return [...groups].map(([input, members]) => {
    const taken = new Uint8Array(n * F).fill(1);
    for (let row = 0; row < n; row++) for (const f of members) taken[row * F + f] = 0;
    const drops = Array.from({ length: repeats }, () => {
      const scores = model.predict({ own, donor: random.shuffle(own.slice()), taken });
      return {
        auc: before.auc - rocAuc(scores, label),
        averagePrecision: before.averagePrecision - averagePrecision(scores, label),
      };
    });
    return {
      input,
      auc: dropOf(drops.map(({ auc }) => auc)),
      averagePrecision: dropOf(drops.map((drop) => drop.averagePrecision)),
    };
  });
}

function dropOf(values: readonly number[]): Drop {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.round(share * (sorted.length - 1))];
  return { value: mean(values), low: at(0.025), high: at(0.975) };
}
