import { z } from 'zod';
import { InputError } from '../base/errors';
import { check } from '../base/json';
import { withValue } from '../base/override';
import { name, rowSchema } from './row';

/** What is changed in the row that is varied, by path: `{"model.branches.graph.layer": "gatv2"}`. */
const setSchema = z.record(z.string(), z.unknown());

/** Levels of earlier factors, one of which a row must have of each: `{"branches": ["graph", "fused"]}`. */
const whenSchema = z.record(z.string(), z.array(z.string()).min(1)).default({});

const levelSchema = z.union([
  /** A name alone: the value that the factor's path is set to. */
  name,
  z.strictObject({ name, title: z.string().optional(), set: setSchema.default({}) }),
]);

const factorSchema = z.strictObject({
  name,
  title: z.string().optional(),
  /** The path that a level sets to its own name, where the level is a name alone. */
  path: z.string().optional(),
  /** The first is what the others are compared with. */
  levels: z.array(levelSchema).min(2),
  /** Which rows the factor is a question for: a layer for those with a graph. The others go without it. */
  when: whenSchema,
});

const controlSchema = z.strictObject({ name, title: z.string(), set: setSchema, when: whenSchema });

/** Rows as data: what is varied in one row, and how. */
export const factorsSchema = z.strictObject({
  /** Every combination of levels; or the first levels, and one level changed at a time. */
  design: z.enum(['grid', 'one-at-a-time']).default('grid'),
  /** The row that is varied, without a name and a title. */
  row: z.looseObject({}),
  factors: z.array(factorSchema).min(1),
  /** What stands beside each row as its negative control. */
  controls: z.array(controlSchema).default([]),
});

export type Factors = z.output<typeof factorsSchema>;
export type FactorsInput = z.input<typeof factorsSchema>;
type RowInput = z.input<typeof rowSchema>;

interface Level {
  readonly name: string;
  readonly title: string;
  readonly set: Readonly<Record<string, unknown>>;
  /** Whether it is the one that others are compared with. */
  readonly isFirst: boolean;
}

/** A row's level of each factor that is a question for it, in order of factors. */
type Combination = ReadonlyMap<Factors['factors'][number], Level>;

/**
 * The rows of a design, each with its controls, and what follows from it to compare: each row with its controls, and where
 * one level is changed at a time, with the row of the first levels.
 * @throws InputError for a factor or level that there is not, and for a row that is none, naming it
 */
export function expand(
  { design, row: varied, factors, controls }: Factors,
  where: string,
): { rows: RowInput[]; comparisons: [string, string][] } {
  requireKnown(factors, controls, where);
  const chosen = design === 'grid' ? combinations(factors, where) : oneAtATime(factors, where);
  const rows: RowInput[] = [];
  const comparisons: [string, string][] = [];
  for (const combination of chosen) {
    const called = design === 'grid' || factors.length === 1 ? inFull(combination) : byChange(combination);
    const levels = [...combination.values()];
    const changed = levels.reduce<Record<string, unknown>>(
      (row, { set }) => changes(row, set, called.name, where),
      varied,
    );
    const standing = Object.fromEntries([...combination].map(([factor, { title }]) => [titleOf(factor), title]));
    rows.push(completed({ ...changed, ...called, levels: standing }, where));
    if (design === 'one-at-a-time' && combination !== chosen[0]) comparisons.push([called.name, rows[0].name]);
    for (const control of controls.filter(({ when }) => applies(when, combination))) {
      const own = { name: `${called.name}-${control.name}`, title: `${called.title}, ${control.title}`, control: true };
      rows.push(completed({ ...changes(changed, control.set, own.name, where), ...own }, where));
      comparisons.push([called.name, own.name]);
    }
  }
  return { rows, comparisons };
}

function combinations(factors: Factors['factors'], where: string): Combination[] {
  return factors.reduce<Combination[]>(
    (before, factor) => {
      const levels = levelsOf(factor, where);
      return before.flatMap((combination) =>
        applies(factor.when, combination)
          ? levels.map((level) => new Map([...combination, [factor, level]]))
          : [combination],
      );
    },
    [new Map()],
  );
}

/** The combination of the first levels, then those that differ from it in one, factor by factor. */
function oneAtATime(factors: Factors['factors'], where: string): Combination[] {
  const changed = (combination: Combination) => factors.filter((factor) => combination.get(factor)?.isFirst === false);
  const place = (combination: Combination) => factors.indexOf(changed(combination)[0]);
  return combinations(factors, where)
    .filter((combination) => changed(combination).length <= 1)
    .sort((a, b) => place(a) - place(b));
}

function levelsOf({ name: factor, path, levels }: Factors['factors'][number], where: string): Level[] {
  return levels.map((level, l) => {
    const isFirst = l === 0;
    if (typeof level === 'object') return { isFirst, ...level, title: level.title ?? level.name };
    if (path === undefined)
      throw new InputError(
        `level "${level}" is a name alone, and the factor has no path to set to it`,
        `${where}, factor "${factor}"`,
        'a "path", or {"name": …, "set": {…}} for the level',
      );
    return { isFirst, name: level, title: level, set: { [path]: level } };
  });
}

function applies(when: Factors['factors'][number]['when'], combination: Combination): boolean {
  const standing = new Map([...combination].map(([{ name }, level]) => [name, level.name]));
  return Object.entries(when).every(([factor, levels]) => levels.includes(standing.get(factor) ?? ''));
}

/** A row by all its levels. */
function inFull(combination: Combination) {
  const levels = [...combination.values()];
  return { name: levels.map(({ name }) => name).join('-'), title: levels.map(({ title }) => title).join(' · ') };
}

/** A row by the one level in which it differs from the first. */
function byChange(combination: Combination) {
  const change = [...combination].find(([, { isFirst }]) => !isFirst);
  if (!change) return { name: 'base', title: `base: ${inFull(combination).title}` };
  const [factor, level] = change;
  return { name: `${factor.name}-${level.name}`, title: `${titleOf(factor)}: ${level.title}` };
}

function titleOf({ name, title = name }: Factors['factors'][number]): string {
  return title;
}

function changes(row: Record<string, unknown>, set: Level['set'], of: string, where: string): Record<string, unknown> {
  return Object.entries(set).reduce(
    (changed, [path, value]) =>
      withValue(changed, path, value, { where: `${where}, row "${of}" of its factors`, text: path }),
    row,
  );
}

/** The row as it was made, once it is known to be one: a mistake in a level is told by the row that it makes. */
function completed(row: Record<string, unknown>, where: string): RowInput {
  check(rowSchema, row, `${where}, row "${String(row.name)}" of its factors`);
  return row as RowInput;
}

/** @throws InputError for two factors or two levels of one name, or a condition on what there is not */
function requireKnown(factors: Factors['factors'], controls: Factors['controls'], where: string): void {
  const nameOf = (level: Factors['factors'][number]['levels'][number]) =>
    typeof level === 'string' ? level : level.name;
  const requireDistinct = (names: readonly string[], what: string, place: string) => {
    const twice = names.find((one, i) => names.indexOf(one) < i);
    if (twice !== undefined) throw new InputError(`two ${what} are called "${twice}"`, place);
  };
  const requireWhen = (when: Factors['factors'][number]['when'], earlier: Factors['factors'], place: string) => {
    for (const [name, levels] of Object.entries(when)) {
      const factor = earlier.find((one) => one.name === name);
      const known = earlier.map((one) => one.name).join(', ') || 'none, for it is the first';
      if (!factor) throw new InputError(`unknown factor "${name}" in "when"`, place, `an earlier one: ${known}`);
      const missing = levels.find((level) => !factor.levels.map(nameOf).includes(level));
      if (missing !== undefined)
        throw new InputError(
          `unknown level "${missing}" of factor "${name}" in "when"`,
          place,
          `one of ${factor.levels.map(nameOf).join(', ')}`,
        );
    }
  };
  requireDistinct(
    factors.map(({ name }) => name),
    'factors',
    where,
  );
  factors.forEach((factor, f) => {
    const place = `${where}, factor "${factor.name}"`;
    requireDistinct(factor.levels.map(nameOf), 'levels', place);
    requireWhen(factor.when, factors.slice(0, f), place);
  });
  for (const control of controls)
    requireWhen(control.when, factors, `${where}, control "${control.name}" of its factors`);
}
