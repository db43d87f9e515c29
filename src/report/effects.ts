import { type Effect, testEffects } from '../evaluation/effect';
import type { ResultSet } from '../experiment/result';
import { type RowSummary, summarise } from './summary';

/** The effect of one level of a factor, beside the factor's first level. */
export interface FactorEffect extends Effect {
  readonly factor: string;
  readonly level: string;
  readonly against: string;
  /** Settings of the other factors that have both levels. */
  readonly settings: number;
}

interface Standing {
  readonly row: RowSummary;
  readonly levels: Readonly<Record<string, string>>;
}

/**
 * The effect of every level of every factor, in the order of rows. Two rows are a setting where they agree in all
 * factors that are a question for both; a level without one is left out.
 */
export function effectsOf(set: ResultSet): FactorEffect[] {
  const { rows } = summarise(set);
  const standing = set.rows.flatMap(({ name, levels }): Standing[] =>
    levels ? [{ row: rows.find((row) => row.name === name)!, levels }] : [],
  );
  const factors = [...new Set(standing.flatMap(({ levels }) => Object.keys(levels)))];
  const found = factors.flatMap((factor) => {
    const [first, ...others] = new Set(standing.flatMap(({ levels }) => levels[factor] ?? []));
    return others.flatMap((level) => {
      const settings = settingsOf(standing, factor, level, first);
      return settings.length ? [{ factor, level, against: first, settings }] : [];
    });
  });
  const effects = testEffects(
    found.map(({ settings }) => settings),
    set.experiment.margins,
  );
  return found.map((one, i) => ({ ...one, ...effects[i], settings: one.settings.length }));
}

function settingsOf(standing: readonly Standing[], factor: string, level: string, first: string) {
  const at = (wanted: string) => standing.filter(({ levels }) => levels[factor] === wanted);
  const agree = (a: Standing['levels'], b: Standing['levels']) =>
    Object.keys(a).every((other) => other === factor || !(other in b) || a[other] === b[other]);
  return at(level).flatMap((one) =>
    at(first)
      .filter((reference) => agree(one.levels, reference.levels))
      .map((reference) => [toModel(one.row), toModel(reference.row)] as const),
  );
}

function toModel({ auc, averagePrecision, samples }: RowSummary) {
  return { auc: auc.value, averagePrecision: averagePrecision.value, samples };
}
