import { type ComponentInput, type ComponentSpec, componentOf, type Domain, type OptionValue } from '../base/component';
import { InputError } from '../base/errors';
import { check } from '../base/json';
import { learners } from '../learners';
import type { Parameter, Values } from './parameter';

type Path = readonly (string | number)[];

/** The options of a model, and of the components that it names at any depth, that these components say how to search. */
export function spaceOf(model: ComponentInput): Parameter[] {
  const root = completed(model);
  const found: Parameter[] = [];
  const visit = (part: unknown, path: Path, names: readonly string[]): void => {
    if (typeof part !== 'object' || part === null) return;
    for (const [option, domain] of Object.entries(componentOf(part)?.space ?? {})) {
      const keys = option.split('.');
      const declared = valueAt(part, keys);
      // Options within one that is null, as those of a pretraining that there is not.
      if (declared === undefined) continue;
      found.push({ name: [...names, ...keys].join('.'), path: [...path, ...keys], domain, declared });
    }
    const keys = Array.isArray(part) ? [...part.keys()] : Object.keys(part);
    for (const key of keys)
      visit((part as Record<string | number, unknown>)[key], [...path, key], [...names, nameOf(part, key)]);
  };
  visit(root, [], []);
  return found;
}

/** The option that says how long a model trains, and how long it does without a search. */
export type Resource = Parameter & { readonly declared: number };

/** What successive halving gives a model less of; undefined where there is nothing. */
export function resourceOf(model: ComponentSpec): Resource | undefined {
  const name = learners.get(model.name).resource;
  if (name === undefined) return undefined;
  const path = name.split('.');
  const declared = valueAt(completed(model), path) as number;
  return { name, path, domain: { low: 1, high: declared, integer: true }, declared };
}

/** A model with other values of its options, checked. @throws InputError for a value that an option cannot have */
export function withValues(model: ComponentSpec, parameters: readonly Parameter[], values: Values): ComponentSpec {
  const copy = structuredClone(model);
  for (const { name, path } of parameters) {
    const inner = valueAt(copy, path.slice(0, -1)) as Record<string | number, unknown>;
    inner[path.at(-1)!] = values[name];
  }
  return completed(copy);
}

/** Values that the model has without a search; undefined where one of them is none that an option can be set to. */
export function declaredValues(parameters: readonly Parameter[]): Values | undefined {
  const values = parameters.map(({ name, declared }): [string, unknown] => [name, declared]);
  const isPlain = values.every(([, value]) => ['string', 'number', 'boolean'].includes(typeof value));
  return isPlain ? (Object.fromEntries(values) as Values) : undefined;
}

/**
 * A space with other domains: `training.learningRate=1e-4..0.1`, with `:log` behind it for a range on the scale of
 * logarithms, or `units=16,64,256` for choices. An option that no component says how to search joins the space.
 * @throws InputError for an option that there is not, or a domain that is none
 */
export function withDomain(model: ComponentSpec, parameters: readonly Parameter[], assignment: string): Parameter[] {
  const at = assignment.indexOf('=');
  const [name, text] = [assignment.slice(0, at), assignment.slice(at + 1)];
  const expected = 'option=low..high, option=low..high:log or option=choice,choice,…, such as dropout=0..0.3';
  if (at < 1 || !text) throw new InputError(`"${assignment}" is no space`, '--space', expected);
  const path = pathOf(model, name);
  const declared = path && valueAt(model, path);
  if (!path || declared === undefined)
    throw new InputError(
      `the model has no option "${name}"`,
      '--space',
      `an option of it, such as ${parameters.map((one) => one.name).join(', ') || 'those that ablate --list shows'}`,
    );
  const known = parameters.find((one) => one.path.join('.') === path.join('.'));
  const domain = parseDomain(text, known?.domain, declared);
  if (!domain) throw new InputError(`"${text}" in ${assignment} is no space`, '--space', expected);
  const changed: Parameter = { name: known?.name ?? name, path, domain, declared };
  return known ? parameters.map((one) => (one === known ? changed : one)) : [...parameters, changed];
}

/** Tries the model with the ends of every domain, so that no trial can end for them. @throws InputError */
export function checkSpace(model: ComponentSpec, parameters: readonly Parameter[]): void {
  for (const { name, path, domain, declared } of parameters) {
    const ends: readonly OptionValue[] = 'choices' in domain ? domain.choices : [domain.low, domain.high];
    for (const value of ends)
      try {
        withValues(model, [{ name, path, domain, declared }], { [name]: value });
      } catch (error) {
        if (!(error instanceof InputError)) throw error;
        throw new InputError(error.what, `space of ${name}`, error.expected);
      }
  }
}

/** The place in a model that a path of names or places of lists means; undefined where it has none. */
export function pathOf(model: ComponentSpec, name: string): Path | undefined {
  const path: (string | number)[] = [];
  let inner: unknown = model;
  for (const part of name.replace(/\[(\d+)\]/g, '.$1').split('.')) {
    if (typeof inner !== 'object' || inner === null) return undefined;
    const keys = Array.isArray(inner) ? [...inner.keys()] : Object.keys(inner);
    const key = keys.find((one) => String(one) === part) ?? keys.find((one) => nameOf(inner as object, one) === part);
    if (key === undefined) return undefined;
    path.push(key);
    inner = (inner as Record<string | number, unknown>)[key];
  }
  return path;
}

function completed(model: ComponentInput): ComponentSpec {
  return check(learners.reference(), model, 'model');
}

/** What a part of a path is called: in a list the name of the component, where no other there before it has it. */
function nameOf(container: object, key: string | number): string {
  if (!Array.isArray(container)) return String(key);
  const names = container.map((element) => (element as { name?: unknown } | null)?.name);
  const name = names[key as number];
  return typeof name === 'string' && names.indexOf(name) === key ? name : String(key);
}

function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>((inner, key) => (inner as Record<string | number, unknown> | null)?.[key], value);
}

function parseDomain(text: string, known: Domain | undefined, declared: unknown): Domain | undefined {
  const at = text.indexOf('..');
  if (at < 0) return { choices: text.split(',').map(parseValue) };
  const ends = [text.slice(0, at), text.slice(at + 2).replace(/:log$/, '')];
  const [low, high] = ends.map(Number);
  const isRange = !ends.includes('') && low < high && Number.isFinite(high - low);
  const knownRange = known && !('choices' in known) ? known : undefined;
  const log = text.endsWith(':log') || (knownRange?.log ?? false);
  const areWhole = Number.isInteger(low) && Number.isInteger(high) && Number.isInteger(declared);
  const integer = knownRange ? (knownRange.integer ?? false) : areWhole;
  if (!isRange || typeof declared !== 'number' || (log && low <= 0)) return undefined;
  return { low, high, ...(integer ? { integer } : {}), ...(log ? { log } : {}) };
}

function parseValue(text: string): OptionValue {
  if (text === 'true' || text === 'false') return text === 'true';
  return text.trim() !== '' && Number.isFinite(Number(text)) ? Number(text) : text;
}
