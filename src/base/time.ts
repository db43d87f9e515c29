import { InputError } from './errors';

/** Seconds in a day; all times of the project are seconds since 1970-01-01 UTC. */
export const DAY = 86_400;

/**
 * A date, or a date and a time, as ISO 8601 writes them, with or without a zone; its groups are year, month,
 * day, hour, minute, second and zone. The text of a regular expression of JavaScript and of RE2 alike.
 */
export const ISO_TIME =
  '(\\d{4})-(\\d{2})-(\\d{2})' +
  '(?:[T ]([01]\\d|2[0-3]):([0-5]\\d)(?::([0-5]\\d(?:\\.\\d+)?))?)?' +
  '(?: ?(Z|UTC|[+-](?:0\\d|1[0-4])(?::?[0-5]\\d)?))?';

/**
 * Seconds since 1970, to the millisecond, of an ISO date or date-time, read as UTC unless it names a zone.
 * @throws InputError when it is not one
 */
export function parseIso(text: string): number {
  const [, year, month, day, hour = 0, minute = 0, second = 0, zone = 'Z'] =
    new RegExp(`^${ISO_TIME}$`).exec(text.trim()) ?? [];
  const date = `${year}-${month}-${day}`;
  const midnight = Date.parse(date) / 1000;
  // Date.parse rolls 2011-02-30 over to March; a date that does not come back the same is no date.
  if (Number.isNaN(midnight) || formatDay(midnight) !== date)
    throw new InputError(`"${text}" is not a date`, undefined, 'YYYY-MM-DD, or YYYY-MM-DDTHH:MM:SS');
  const seconds = midnight + Number(hour) * 3600 + Number(minute) * 60 + Number(second) - offsetOf(zone);
  return Math.round(seconds * 1000) / 1000; // sums of fractions end in noise
}

/** Seconds by which the clocks of a zone (Z, UTC, +02, +02:00, +0200) are ahead of UTC. */
function offsetOf(zone: string): number {
  const [, sign, hours, minutes = 0] = /^([+-])(\d{2}):?(\d{2})?$/.exec(zone) ?? [];
  return sign ? Number(`${sign}1`) * (Number(hours) * 3600 + Number(minutes) * 60) : 0;
}

/** YYYY-MM-DD in UTC. */
export function formatDay(seconds: number): string {
  return new Date(seconds * 1000).toISOString().slice(0, 10);
}

/** YYYY-MM-DDTHH:MM:SSZ in UTC. */
export function formatTime(seconds: number): string {
  return `${new Date(seconds * 1000).toISOString().slice(0, 19)}Z`;
}
