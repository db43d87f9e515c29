import { bootstrapP } from './bootstrap';
import { verdictOf } from './comparison';
import { type ComparedModel, corrected, type Difference, differences, estimate, type Margins } from './pair';
import { mean } from './ranking';

/** What one level of a factor does, beside another, on average over settings of the other factors. */
export interface Effect {
  readonly auc: Difference;
  readonly averagePrecision: Difference & { readonly floor: number };
  /** What a reader may conclude at 5 %. */
  readonly verdict: string;
}

/** The models of one setting of the other factors: with the level, and with the one it is compared with. */
export type Setting = readonly [level: Model, reference: Model];
type Model = Pick<ComparedModel, 'auc' | 'averagePrecision' | 'samples'>;

/**
 * Main effects of factors' levels: the mean over settings of the difference between two models that agree in all other
 * factors. All models share the bootstrap samples of customers, so the mean of their differences on each is one draw of
 * the effect, from which interval and p-value come; p-values have Holm's correction over all effects.
 * @param effects the settings of each
 */
export function testEffects(effects: readonly (readonly Setting[])[], margins: Margins): Effect[] {
  const raw = effects.map((settings) => ({
    auc: effectOn('auc', settings, () => margins.auc),
    averagePrecision: effectOn('averagePrecision', settings, (reference) => margins.averagePrecision * reference),
  }));
  const auc = corrected(raw.map((one) => one.auc));
  const precision = corrected(raw.map((one) => one.averagePrecision));
  const aucEquivalence = corrected(raw.map((one) => one.auc.equivalence));
  const precisionEquivalence = corrected(raw.map((one) => one.averagePrecision.equivalence));
  const tested = precision.filter(({ p }) => !Number.isNaN(p)).length;
  return raw.map((_, i) => {
    const effect = {
      auc: { ...auc[i], equivalence: aucEquivalence[i] },
      averagePrecision: {
        ...precision[i],
        equivalence: precisionEquivalence[i],
        floor: tested * precision[i].floor,
      },
    };
    return { ...effect, verdict: verdictOf(effect, margins) };
  });
}

/** @param marginOf the margin where the models compared with reach so much on average */
function effectOn(
  metric: 'auc' | 'averagePrecision',
  settings: readonly Setting[],
  marginOf: (reference: number) => number,
) {
  const samples = meanOf(
    settings.map(([level, reference]) => differences(level.samples[metric], reference.samples[metric])),
  );
  const references = meanOf(settings.map(([, reference]) => reference.samples[metric]));
  return {
    value: mean(settings.map(([level, reference]) => level[metric] - reference[metric])),
    ...bootstrapP(samples),
    ...estimate(samples, references.map(marginOf)),
    floor: 1 / (samples.filter((value) => !Number.isNaN(value)).length + 1),
  };
}

/** Sample by sample. */
function meanOf(all: readonly Float64Array[]): Float64Array {
  return all[0].map((_, sample) => mean(all.map((values) => values[sample])));
}
