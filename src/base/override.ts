import { InputError } from './errors';

/**
 * Changes one place of a document: `rows.fused.model.branches[1].layer=gat`. A path goes through objects by key, through
 * lists by place (`[1]` or `.1`) or by the `name` of an element; an element of a new name comes last. The value is JSON where it is, else a text. A component
 * that is written as its name alone becomes an object when one of its options is set.
 * @returns a changed copy
 * @throws InputError when a part of the path is not there to go through
 */
export function override<T>(document: T, assignment: string): T {
  const at = assignment.indexOf('=');
  return withValue(document, assignment.slice(0, Math.max(at, 0)), parseValue(assignment.slice(at + 1)), {
    where: '--set',
    text: assignment,
  });
}

/** What a message says of a change: where it comes from, and how it is written. */
interface Told {
  readonly where: string;
  readonly text: string;
}

/**
 * The same with a path and a value of their own.
 * @returns a changed copy
 * @throws InputError when a part of the path is not there to go through
 */
export function withValue<T>(document: T, path: string, value: unknown, told: Told): T {
  const parts = partsOf(path);
  if (parts.length === 0)
    throw new InputError(`"${told.text}" sets nothing`, told.where, 'path=value, such as rows.fused.model.units=64');
  const reserved = parts.find((part) => part in Object.prototype);
  if (reserved) throw new InputError(`"${reserved}" in ${told.text} is no key`, told.where, 'a key of the document');
  const copy = structuredClone(document);
  setAt(copy as Container, parts, structuredClone(value), told);
  return copy;
}

type Container = Record<string, unknown> | unknown[];

function partsOf(path: string): string[] {
  return path
    .replace(/\[([^\]]*)\]/g, '.$1')
    .split('.')
    .filter((part) => part !== '');
}

function parseValue(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function setAt(container: Container, [part, ...rest]: readonly string[], value: unknown, told: Told): void {
  const isLast = rest.length === 0;
  const key = keyIn(container, part, isLast, told, isLast ? value : undefined);
  const inner = container as Record<string, unknown>;
  if (isLast) {
    inner[key] = value;
    return;
  }
  if (typeof inner[key] === 'string') inner[key] = { name: inner[key] };
  inner[key] ??= {};
  if (typeof inner[key] !== 'object')
    throw new InputError(
      `"${part}" in ${told.text} is ${JSON.stringify(inner[key])}`,
      told.where,
      'an object or a list',
    );
  setAt(inner[key] as Container, rest, value, told);
}

/**
 * The key, or the place in a list, that a part of a path means.
 * @param added what is put there: an element of the name that the path ends with comes last where there is none yet
 */
function keyIn(container: Container, part: string, isLast: boolean, { where, text }: Told, added: unknown): string {
  if (!Array.isArray(container)) return part;
  const place = Number(part);
  if (Number.isInteger(place) && place >= 0 && place < container.length + (isLast ? 1 : 0)) return part;
  const named = container.findIndex((element) => nameOf(element) === part);
  if (named < 0 && nameOf(added) === part) return String(container.length);
  if (named < 0)
    throw new InputError(
      `"${part}" in ${text} names no element`,
      where,
      `one of ${container.map((element, i) => nameOf(element) ?? `[${i}]`).join(', ')}`,
    );
  return String(named);
}

function nameOf(element: unknown): string | undefined {
  if (typeof element === 'string') return element;
  const name = (element as { name?: unknown } | null)?.name;
  return typeof name === 'string' ? name : undefined;
}
