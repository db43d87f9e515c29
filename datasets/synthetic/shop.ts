import { Random } from '../../src/base/random';
import { DAY } from '../../src/base/time';
import type { Calendar } from './calendar';
import type { Settings } from './options';

const DEAR = 40;
const CHEAP = 10;
const MOST_EARLY_VISITS = 40;

/** What customers buy beside the target. A visit is two purchases on one day, one dear and one cheap. */
export interface Shop {
  /** The community of each customer, 0 or 1, [C]. */
  readonly community: Uint8Array;
  /** The visits of customer c, in order of time, are `starts[c] … starts[c + 1] − 1`. */
  readonly starts: Int32Array;
  /** Midnight before each visit, and whether it began with the dear purchase, [V]. */
  readonly day: Float64Array;
  readonly dearFirst: Uint8Array;
  /** The two purchases of visit v are 2v and 2v + 1, [2V]. */
  readonly item: Int32Array;
  readonly time: Float64Array;
  readonly amount: Float64Array;
  /** Seasons so far, each with items of its own. */
  readonly seasons: number;
}

/** Lets customers shop. Nothing in it depends on the strengths of the signals. */
export function openShop(settings: Settings, calendar: Calendar): Shop {
  const { customers, seed } = settings;
  const community = Uint8Array.from({ length: customers }, (_, c) => c % 2);
  const visits = Array.from({ length: customers }, (_, c) =>
    visitDays(settings.newcomers, calendar, Random.of(seed, `visits of ${c}`)),
  );
  const starts = new Int32Array(customers + 1);
  visits.forEach((days, c) => {
    starts[c + 1] = starts[c] + days.length;
  });
  const day = Float64Array.from(visits.flat());
  return { community, starts, day, ...purchases(settings, calendar, community, starts, day) };
}

/** The days on which one customer visits, ascending. */
function visitDays(newcomers: number, { opening, calm, end, shortest, longest }: Calendar, random: Random): number[] {
  const early: number[] = [];
  let start = calm;
  if (random.next() < newcomers) start += Math.floor(random.next() * ((end - calm) / DAY)) * DAY;
  else {
    const count = random.int(MOST_EARLY_VISITS + 1);
    for (let i = 0; i < count; i++) early.push(opening + random.int((calm - opening) / DAY) * DAY);
  }
  const days = early.sort((a, b) => a - b);
  for (
    let day = start + random.int(longest) * DAY;
    day < end;
    day += (shortest + random.int(longest - shortest + 1)) * DAY
  )
    days.push(day);
  return days;
}

function purchases(
  { seed, itemsPerSeason, loyalty }: Settings,
  { opening, end, moments, horizonDays }: Calendar,
  community: Uint8Array,
  starts: Int32Array,
  day: Float64Array,
): Pick<Shop, 'dearFirst' | 'item' | 'time' | 'amount' | 'seasons'> {
  // Seasons change at the moments, so that purchases after a moment are of items that nobody bought before it.
  const season = horizonDays * DAY;
  const firstSeason = moments[0] - Math.ceil((moments[0] - opening) / season) * season;
  const visits = day.length;
  const dearFirst = new Uint8Array(visits);
  const item = new Int32Array(2 * visits);
  const time = new Float64Array(2 * visits);
  const amount = new Float64Array(2 * visits);
  const random = Random.of(seed, 'purchases');
  for (let c = 0; c < community.length; c++)
    for (let v = starts[c]; v < starts[c + 1]; v++) {
      dearFirst[v] = random.int(2);
      const opens = day[v] + (8 + random.int(6)) * 3600;
      for (const i of [0, 1]) {
        const event = 2 * v + i;
        const half = random.next() < loyalty ? community[c] : 1 - community[c];
        item[event] =
          Math.floor((day[v] - firstSeason) / season) * itemsPerSeason + half + 2 * random.int(itemsPerSeason / 2);
        time[event] = opens + i * (1800 + random.int(5 * 3600));
        const price = (i === 0) === (dearFirst[v] === 1) ? DEAR : CHEAP;
        amount[event] = Math.round(100 * price * Math.exp(0.2 * random.normal())) / 100;
      }
    }
  return { dearFirst, item, time, amount, seasons: Math.ceil((end - firstSeason) / season) };
}
