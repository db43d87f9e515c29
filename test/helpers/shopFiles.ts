import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Random } from '../../src/base/random';
import { DAY, formatDay, parseIso } from '../../src/base/time';

/** The schema of the table below, as a user writes it. */
export const shopSchema = { customer: 'who', item: 'what', time: { column: 'when' }, amount: 'paid' };

/** One row of the table: who, what, when (YYYY-MM-DD), paid. */
export type ShopRow = readonly [who: string, what: string, when: string, paid: string];

/**
 * A made-up shop over 300 days from 2024-01-01: 60 customers, every third of whom buys each week
 * and the others once in two months or so, 8 items.
 */
export function shopRows(seed = 1): ShopRow[] {
  const random = Random.of(seed, 'shop');
  const start = parseIso('2024-01-01');
  const rows: ShopRow[] = [];
  for (let customer = 0; customer < 60; customer++) {
    const pause = customer % 3 === 0 ? 7 : 60;
    for (let day = random.int(pause); day < 300; day += 1 + random.int(2 * pause))
      rows.push([
        `c${customer}`,
        `i${random.int(8)}`,
        formatDay(start + day * DAY),
        (1 + random.int(900) / 100).toFixed(2),
      ]);
  }
  return rows;
}

/** Writes the table and its schema into a folder; gives the paths. */
export function writeShop(
  folder: string,
  rows: readonly ShopRow[] = shopRows(),
  schema: object = shopSchema,
): { file: string; schema: string } {
  const paths = { file: join(folder, 'shop.csv'), schema: join(folder, 'schema.json') };
  writeFileSync(paths.file, `${['who,what,when,paid', ...rows.map((row) => row.join(','))].join('\n')}\n`);
  writeFileSync(paths.schema, JSON.stringify(schema));
  return paths;
}
