import { InputError } from './errors';

/** Seconds in a day; all times of the project are seconds since 1970-01-01 UTC. */
export const DAY = 86_400;

/**
 * Seconds since 1970 of an ISO date or date-time, read as UTC unless it names a zone.
 * @throws InputError when it is not one
 */
export function parseIso(text: string): number {
  const iso = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?))?(Z|[+-]\d{2}:\d{2})?$/.exec(text.trim());
  const milliseconds = iso ? Date.parse(`${iso[1]}T${iso[2] ?? '00:00:00'}${iso[3] ?? 'Z'}`) : Number.NaN;
  // Date.parse rolls 2011-02-30 over to March; a date that does not come back the same is no date.
  if (!iso || Number.isNaN(milliseconds) || (!iso[3] && !new Date(milliseconds).toISOString().startsWith(iso[1])))
    throw new InputError(`"${text}" is not a date`, undefined, 'YYYY-MM-DD, or YYYY-MM-DDTHH:MM:SS');
  return milliseconds / 1000;
}

/** YYYY-MM-DD in UTC. */
export function formatDay(seconds: number): string {
  return new Date(seconds * 1000).toISOString().slice(0, 10);
}
