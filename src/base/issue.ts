import { z } from 'zod';

/** What is wrong with a value, and where inside it. */
export interface Explained {
  readonly message: string;
  readonly path: readonly PropertyKey[];
}

/**
 * Says in a user's words what a schema finds wrong: what was given and what was expected; for a key that there is not,
 * those that there are; for a choice between forms, what is wrong with the form that was chosen.
 * @param schema what the value was checked against
 * @param unknown how to begin the message about a key on top that there is not
 */
export function explain(
  issue: z.core.$ZodIssue,
  schema: z.core.$ZodType,
  value: unknown,
  unknown = 'unknown key',
): Explained {
  const { path } = issue;
  if (issue.code === 'unrecognized_keys') {
    const keys = issue.keys.map((key) => JSON.stringify(key)).join(', ');
    const known = keysAt(schema, path, value);
    const there = known.length ? `there are ${known.join(', ')}` : 'there is none';
    return { message: `${path.length ? 'unknown key' : unknown} ${keys}; ${there}`, path };
  }
  if (issue.code === 'invalid_union') {
    const chosen = issue.errors.find(
      ([first]) => first && (first.path.length > 0 || !['invalid_type', 'invalid_value'].includes(first.code)),
    );
    if (chosen) {
      const inner = mostTelling(chosen);
      return explain({ ...inner, path: [...path, ...inner.path] }, schema, value);
    }
  }
  return { message: withGiven(expectationOf(issue), valueAt(value, path), issue.code), path };
}

/** Of several issues the one to tell: a misspelt key, which is why another one is missing; else the first. */
export function mostTelling(issues: readonly z.core.$ZodIssue[]): z.core.$ZodIssue {
  return issues.find(({ code }) => code === 'unrecognized_keys') ?? issues[0];
}

/** A place in a document as `--set` takes it: `rows[2].model.layer`. */
export function formatPath(path: readonly PropertyKey[]): string {
  return path.map((key, i) => (typeof key === 'number' ? `[${key}]` : `${i ? '.' : ''}${String(key)}`)).join('');
}

/** What was expected, where the issue says it; else what is wrong. */
function expectationOf(issue: z.core.$ZodIssue): string {
  const [, names] = /^Invalid discriminator value\. Expected (.*)$/.exec(issue.message) ?? [];
  if (names) return `expected ${names.replaceAll("'", '"').replaceAll(' | ', ' or ')}`;
  if (issue.code === 'invalid_union' && issue.message === 'Invalid input') {
    const kinds = issue.errors.flatMap(([first]) => (first.code === 'invalid_type' ? [first.expected] : []));
    return `expected ${[...new Set(kinds)].join(' or ')}`;
  }
  return issue.message.replace(/^(Invalid|Too)[\w ]*: (?=expected)/, '').replace(/, received [\w ]+$/, '');
}

/** Puts what was given before what was expected. */
function withGiven(message: string, given: unknown, code: z.core.$ZodIssue['code']): string {
  if (!message.startsWith('expected')) return message;
  const isObject = typeof given === 'object' && given !== null && !Array.isArray(given);
  if (code === 'custom' && (isObject || given === undefined)) return message;
  if (given === undefined) return `missing; ${message}`;
  const text = isObject ? 'an object' : JSON.stringify(given);
  return `${text.length > 60 ? `${text.slice(0, 57)}...` : text} given; ${message}`;
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce((inner, key) => (inner as Record<PropertyKey, unknown> | undefined)?.[key], value);
}

/** The keys that an object may have at a place inside a value. */
function keysAt(schema: z.core.$ZodType, path: readonly PropertyKey[], value: unknown): string[] {
  const inner = unwrapped(schema);
  if (inner instanceof z.ZodUnion) {
    const [fitting] = inner.options
      .map((option) => keysAt(option, path, value))
      .filter((keys, o) => keys.length && hasItsName(inner.options[o], value));
    return fitting ?? [];
  }
  if (path.length === 0) return inner instanceof z.ZodObject ? Object.keys(inner.shape) : [];
  const [key, ...rest] = path;
  const part = valueAt(value, [key]);
  if (inner instanceof z.ZodObject) return key in inner.shape ? keysAt(inner.shape[key as string], rest, part) : [];
  if (inner instanceof z.ZodArray) return keysAt(inner.element, rest, part);
  if (inner instanceof z.ZodRecord) return keysAt(inner.valueType, rest, part);
  return [];
}

/** Whether a form of a union is the one that the value's name says, where forms have names. */
function hasItsName(option: z.core.$ZodType, value: unknown): boolean {
  const inner = unwrapped(option);
  const name = inner instanceof z.ZodObject ? inner.shape.name : undefined;
  return !(name instanceof z.ZodLiteral) || name.value === (value as { name?: unknown } | undefined)?.name;
}

/** The schema inside of defaults, and of what may be missing. */
function unwrapped(schema: z.core.$ZodType): z.core.$ZodType {
  if (
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodNullable ||
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodPrefault
  )
    return unwrapped(schema.unwrap());
  if (schema instanceof z.ZodPipe) return unwrapped(schema.in);
  if (schema instanceof z.ZodLazy) return unwrapped(schema.unwrap());
  return schema;
}
