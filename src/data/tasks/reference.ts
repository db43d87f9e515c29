import { z } from 'zod';
import type { ComponentInput, ComponentSpec } from '../../base/component';
import { tasks } from '.';

/**
 * A task as people write it: a registered one, by its name or with some of its options; or one of their own, with a name
 * and a description that only people read,
 *
 *     { "name": "comes-back", "description": "a client buys again", "kind": "horizon", "horizonDays": 30 }
 *
 * whose kind is `horizon` if it names none. `"cutoffs": {…}` is short for one fold with these dates.
 */
export const taskReference: z.ZodType<ComponentSpec, ComponentInput> = z.preprocess(
  asRegistered,
  tasks.reference(),
) as z.ZodType<ComponentSpec, ComponentInput>;

/** A task of one's own as its kind with options, unchecked; any other value as it is. */
export function asRegistered<Given>(written: Given): Given {
  return isOwn(written) ? (asKind(written) as Given) : written;
}

type Written = Readonly<Record<string, unknown>>;

function isOwn(written: unknown): written is Written {
  if (typeof written !== 'object' || written === null || Array.isArray(written)) return false;
  const { name, kind, description, horizonDays } = written as Written;
  const isRegistered = typeof name === 'string' && tasks.has(name);
  return kind !== undefined || description !== undefined || (horizonDays !== undefined && !isRegistered);
}

function asKind({ name: _, description: __, kind = 'horizon', cutoffs, ...options }: Written): Written {
  const folds = typeof cutoffs === 'object' && cutoffs !== null ? { folds: { name: 'single', ...cutoffs } } : {};
  return { name: kind, ...options, ...folds };
}
