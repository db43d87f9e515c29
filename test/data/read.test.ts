import assert from 'node:assert/strict';
import { readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { DuckDBInstance } from '@duckdb/node-api';
import type { z } from 'zod';
import { InputError } from '../../src/base/errors';
import { parseIso } from '../../src/base/time';
import type { TransactionLog } from '../../src/data/log';
import { readLog } from '../../src/data/read';
import { logSchema } from '../../src/data/schema';
import { temporaryFolder } from '../helpers/temporaryFolder';

const least = { customer: 'who', item: 'what', time: { column: 'when' }, amount: 'paid' };
type SchemaInput = Partial<z.input<typeof logSchema>>;

/** The events of a log as [customer, item, time, amount, quantity]. */
function eventsOf({ size, columns, customers, items }: TransactionLog): unknown[] {
  return Array.from({ length: size }, (_, e) => [
    customers[columns.customer[e]],
    items[columns.item[e]],
    columns.time[e],
    columns.amount[e],
    columns.quantity[e],
  ]);
}

describe('readLog', () => {
  const folder = temporaryFolder();
  const write = (content: string | Uint8Array, name = 'shop.csv') => {
    const path = join(folder(), name);
    writeFileSync(path, content);
    return path;
  };
  const read = (content: string | Uint8Array, schema: SchemaInput = {}, name?: string) =>
    readLog(write(content, name), logSchema.parse({ ...least, ...schema }));
  const parquet = async (select: string, name = 'shop.parquet') => {
    const connection = await (await DuckDBInstance.create()).connect();
    const path = join(folder(), name);
    await connection.run(`COPY (${select}) TO '${path}' (FORMAT parquet)`);
    return path;
  };
  const day = parseIso('2024-03-05');

  describe('what it reads', () => {
    const rows = 'who,what,when,paid\nann,tea,2024-03-06,2.5\nbob,milk,2024-03-05,1\nann,milk,2024-03-05 00:00:01,3\n';
    const events = [
      ['bob', 'milk', day, 1, 1],
      ['ann', 'milk', day + 1, 3, 1],
      ['ann', 'tea', day + 86_400, 2.5, 1],
    ];

    it('sorts the events by time', async () => {
      const { log, report } = await read(rows);
      assert.deepEqual(eventsOf(log), events);
      assert.deepEqual(report, { rows: 3, kept: 3, dropped: [], filled: [] });
    });

    it('keeps the order of the rows of one moment', async () => {
      const names = Array.from({ length: 5000 }, (_, i) => `c${(i * 7919) % 5000}`);
      const { log } = await read(`who,what,when,paid\n${names.map((name) => `${name},tea,2024-03-05,1`).join('\n')}`);
      assert.deepEqual(log.customers, names);
    });

    it('unpacks gzip, and takes a name with wildcards for a name', async () => {
      assert.deepEqual(eventsOf((await read(gzipSync(rows), {}, 'a[b]*?.csv.gz')).log), events);
    });

    it('reads Parquet with its own types', async () => {
      const path = await parquet(
        `SELECT 17 AS who, 'tea' AS what, TIMESTAMP '2024-03-05 00:00:01' AS "when", 2.5::DECIMAL(5,2) AS paid
         UNION ALL SELECT 4, 'milk', TIMESTAMP '2024-03-05 00:00:00', 1`,
      );
      assert.deepEqual(eventsOf((await readLog(path, logSchema.parse(least))).log), [
        ['4', 'milk', day, 1, 1],
        ['17', 'tea', day + 1, 2.5, 1],
      ]);
    });

    it('reads other separators, a decimal comma, Windows line ends, a byte-order mark and quotes', async () => {
      const { log } = await read('\ufeffwho;what;when;paid\r\nann;"tea; ""black""";2024-03-05;2,5\r\n', {
        csv: { delimiter: ';', decimal: ',' },
      });
      assert.deepEqual(eventsOf(log), [['ann', 'tea; "black"', day, 2.5, 1]]);
    });

    it('names the columns of a file without a header', async () => {
      const { log } = await read('ann,tea,2024-03-05,2.5\n', { csv: { header: ['who', 'what', 'when', 'paid'] } });
      assert.deepEqual(eventsOf(log), [['ann', 'tea', day, 2.5, 1]]);
    });

    it('multiplies price and quantity, and takes that quantity', async () => {
      const { log } = await read('who,what,when,price,units\nann,tea,2024-03-05,2.5,4\n', {
        amount: { price: 'price', quantity: 'units' },
      });
      assert.deepEqual(eventsOf(log), [['ann', 'tea', day, 10, 4]]);
    });

    for (const [format, origin, text] of [
      ['iso', undefined, '2024-03-05T02:00:00+02:00'],
      ['epoch-seconds', undefined, String(day)],
      ['epoch-seconds', '2024-03-04', '86400'],
      ['epoch-milliseconds', undefined, String(day * 1000)],
      ['epoch-days', '2024-03-01', '4'],
      ['%d/%m/%Y %H:%M', undefined, '05/03/2024 00:00'],
      ['%d/%m/%Y %H:%M %z', undefined, '05/03/2024 02:00 +0200'],
      [['%Y%m%d', '%d.%m.%Y'], undefined, '05.03.2024'],
    ] as const)
      it(`reads ${text} as ${format}${origin ? ` since ${origin}` : ''}`, async () => {
        const time = { column: 'when', format: typeof format === 'string' ? format : [...format], origin };
        assert.equal((await read(`who,what,when,paid\nann,tea,${text},1\n`, { time })).log.columns.time[0], day);
      });

    it('minds no names of columns', async () => {
      const { log } = await read('row,e0,"the ""time""",customer\nann,tea,2024-03-05,2.5\n', {
        customer: 'row',
        item: 'e0',
        time: { column: 'the "time"', format: '%Y-%m-%d' },
        amount: 'customer',
      });
      assert.deepEqual(eventsOf(log), [['ann', 'tea', day, 2.5, 1]]);
    });

    it('takes one item for all rows where the table names none', async () => {
      assert.deepEqual((await read(rows, { item: { constant: 'cd' } })).log.items, ['cd']);
    });

    it('names each item by its first name in the file', async () => {
      const { log } = await read(
        'who,what,when,paid,name\nann,1,2024-03-06,1,\nann,1,2024-03-06,1, Tea\nann,1,2024-03-05,1,TEA\nann,2,2024-03-05,1,\n',
        { itemName: 'name' },
      );
      assert.deepEqual(log.items, ['1', '2']);
      assert.deepEqual(log.itemNames, ['Tea', '2']);
    });

    it('reads labels and their delay', async () => {
      const { log } = await read('who,what,when,paid,fraud\nann,1,2024-03-05,1,yes\nbob,1,2024-03-05,1,no\n', {
        label: { column: 'fraud', positive: 'yes', negative: 'no', delayDays: 7 },
      });
      assert.deepEqual([...(log.columns.label ?? [])], [1, 0]);
      assert.equal(log.labelDelay, 7 * 86_400);
    });

    it('leaves labels out where the schema names none', async () => {
      assert.equal((await read(rows)).log.columns.label, undefined);
    });
  });

  describe('what it drops and fills', () => {
    const rows = [
      'invoice,who,what,when,paid,units',
      '1,ann,tea,2024-03-05,2,1',
      'C2,ann,tea,2024-03-05,-2,-1',
      '3,,tea,2024-03-05,2,1',
      '4,bob,POST,2024-03-05,2,1',
      '5,bob,milk,2024-03-05,0,1',
      '6,bob,milk,2024-03-05,NA,',
    ].join('\n');
    const returns = { column: 'invoice', startsWith: 'C' };

    it('counts each row at the first rule that drops it', async () => {
      const { log, report } = await read(rows, {
        csv: { missing: ['NA'] },
        quantity: 'units',
        returns: { when: returns, treat: 'drop' },
        purchases: [
          { column: 'who', known: true },
          { column: 'what', matches: '^[a-z]+$' },
          { column: 'paid', greaterThan: 0 },
        ],
      });
      assert.equal(log.size, 1);
      assert.deepEqual(report.dropped, [
        { rule: 'return: invoice starts with "C"', rows: 1 },
        { rule: 'fails: who known', rows: 1 },
        { rule: 'fails: what matches ^[a-z]+$', rows: 1 },
        { rule: 'fails: paid > 0', rows: 2 },
      ]);
    });

    it('keeps returns as negative events, and fills in what is missing', async () => {
      const { log, report } = await read(rows, {
        csv: { missing: ['NA'] },
        quantity: 'units',
        returns: { when: returns, treat: 'keep' },
        purchases: [{ column: 'what', equals: 'tea' }],
        missing: { customer: { fill: "a 'guest'" } },
      });
      assert.deepEqual(eventsOf(log), [
        ['ann', 'tea', day, 2, 1],
        ['ann', 'tea', day, -2, -1],
        ["a 'guest'", 'tea', day, 2, 1],
      ]);
      assert.deepEqual(report.filled, [{ role: 'customer', rows: 1 }]);
    });

    it('drops or fills by role', async () => {
      const { log, report } = await read(rows, {
        csv: { missing: ['NA'] },
        quantity: 'units',
        returns: { when: { column: 'units', lessThan: 0 }, treat: 'drop' },
        missing: { customer: 'drop', amount: { fill: 7 }, quantity: { fill: 2 } },
      });
      assert.deepEqual(eventsOf(log).at(-1), ['bob', 'milk', day, 7, 2]);
      assert.equal(report.kept, 4);
      assert.deepEqual(report.dropped, [
        { rule: 'return: units < 0', rows: 1 },
        { rule: 'missing customer', rows: 1 },
      ]);
      assert.deepEqual(report.filled, [
        { role: 'amount', rows: 1 },
        { role: 'quantity', rows: 1 },
      ]);
    });
  });

  describe('what it refuses', () => {
    const fails = async (reading: Promise<unknown>, message: RegExp) =>
      assert.rejects(reading, (error: Error) => {
        assert.ok(error instanceof InputError, String(error.stack));
        assert.match(error.message, message);
        return true;
      });
    const row = (line: string) => `who,what,when,paid\nann,tea,2024-03-05,1\n${line}\nann,tea,never,never\n`;

    for (const [what, line, message] of [
      [
        'a date',
        'bob,tea,2024-02-30,1',
        /shop\.csv, row 2: column "when" is "2024-02-30": not a date; expected the format iso: 2024-03-05 or 2024-03-05 14:30:00$/,
      ],
      [
        'a number',
        'bob,tea,2024-03-05,"1,5"',
        /shop\.csv, row 2: column "paid" is "1,5": not a number; expected a number/,
      ],
      ['NaN', 'bob,tea,2024-03-05,NaN', /row 2: column "paid" is "NaN": not a number/],
      ['an infinite number', 'bob,tea,2024-03-05,inf', /row 2: column "paid" is "inf": not a number/],
      [
        'a negative amount',
        'bob,tea,2024-03-05,-3',
        /row 2: column "paid" is "-3": negative amount; expected "returns"/,
      ],
      ['a missing customer', ',tea,2024-03-05,1', /row 2: column "who" is "": missing customer; expected .*"missing"/],
      ['a missing item', 'bob, ,2024-03-05,1', /row 2: column "what" is " ": missing item/],
      ['a missing date', 'bob,tea,,1', /row 2: column "when" is "": missing time/],
      ['a missing amount', 'bob,tea,2024-03-05,', /row 2: column "paid" is "": missing amount/],
      ['a row with too few cells', 'bob,tea', /shop\.csv, line 3: Expected Number of Columns: 4 Found: 2/],
      ['a row with too many cells', 'a,b,c,d,e', /shop\.csv, line 3: Expected Number of Columns: 4 Found: 5/],
      ['an open quote', '"bob,tea,2024-03-05,1', /shop\.csv, line 3: Value with unterminated quote found/],
    ] as const)
      it(`names the first row with ${what}`, () => fails(read(row(line)), message));

    it('names the formats that a date was expected in', () =>
      fails(
        read(row('bob,tea,05.03.2024,1'), { time: { column: 'when', format: ['%Y-%m-%d', '%d/%m/%Y'] } }),
        /row 2: column "when" is "05\.03\.2024": not a date; expected the format %Y-%m-%d or %d\/%m\/%Y$/,
      ));

    it('refuses a format that does not exist', () =>
      fails(
        read(row(''), { time: { column: 'when', format: '%Q' } }),
        /shop\.csv: Failed to parse format specifier %Q/,
      ));

    it('names both factors of a negative amount', () =>
      fails(
        read('who,what,when,price,units\nann,tea,2024-03-05,2.5,-4\n', {
          amount: { price: 'price', quantity: 'units' },
        }),
        /row 1: column "price" is "2.5" and column "units" is "-4": negative amount/,
      ));

    it('names a negative quantity', () =>
      fails(
        read('who,what,when,paid,units\nann,tea,2024-03-05,2.5,-4\n', { quantity: 'units' }),
        /row 1: column "units" is "-4": negative quantity/,
      ));

    it('names an unknown label', () =>
      fails(
        read('who,what,when,paid,fraud\nann,tea,2024-03-05,2.5,yes\n', { label: { column: 'fraud' } }),
        /row 1: column "fraud" is "yes": unknown label; expected "1" or "0"/,
      ));

    it('names a text that a condition compares as a number', () =>
      fails(
        read(row('bob,tea,2024-03-05,much'), { purchases: [{ column: 'paid', greaterThan: 0 }] }),
        /row 2: column "paid" is "much": not a number/,
      ));

    it('names the row and the value in Parquet', async () => {
      const path = await parquet(`SELECT 'ann' AS who, 'tea' AS what, DATE '2024-03-05' AS "when", i AS paid
                                  FROM (VALUES (1.5), (-2)) rows(i)`);
      await fails(
        readLog(path, logSchema.parse(least)),
        /shop\.parquet, row 2: column "paid" is "-2.0": negative amount/,
      );
    });

    it('lists the columns there are where one is missing', () =>
      fails(read('Who,what,when,paid\n'), /shop\.csv: no column "who"; expected one of Who, what, when, paid$/));

    it('refuses two columns of one name', () =>
      fails(read('who,what,who,paid\n'), /shop\.csv: two columns are called "who"/));

    it('refuses a missing file and a folder', async () => {
      const schema = logSchema.parse(least);
      await fails(
        readLog(join(folder(), 'none.csv'), schema),
        /none\.csv: no such file; expected a CSV, CSV\.gz or Parquet/,
      );
      await fails(readLog(folder(), schema), /: not a file/);
    });

    it('refuses an empty file', () => fails(read(''), /shop\.csv: the file is empty; expected a header and rows/));

    it('refuses a gzip file of nothing', () => fails(read(gzipSync(''), {}, 'shop.csv.gz'), /gz: the file is empty/));

    it('refuses a file without rows', () => fails(read('who,what,when,paid\n'), /shop\.csv: the file has no rows/));

    it('tells which rules left no row', () =>
      fails(
        read('who,what,when,paid\nann,tea,2024-03-05,1\n', { purchases: [{ column: 'paid', greaterThan: 5 }] }),
        /shop\.csv: none of 1 rows is left: 1 dropped \(fails: paid > 5\)/,
      ));

    it('refuses a gzip file cut at any place, even between two rows', async () => {
      const whole = gzipSync(`who,what,when,paid\n${'ann,tea,2024-03-05,1\n'.repeat(5000)}`);
      for (const length of [whole.length >> 1, whole.length - 8, whole.length - 1])
        await fails(
          read(whole.subarray(0, length), {}, 'shop.csv.gz'),
          /shop\.csv\.gz: damaged gzip file \(unexpected end of file\); expected a whole gzip file/,
        );
    });

    it('refuses a file that is not gzip', () =>
      fails(read('who,what\n', {}, 'shop.csv.gz'), /shop\.csv\.gz: damaged gzip file \(incorrect header check\)/));

    it('refuses Parquet that is cut, or is no Parquet', async () => {
      const path = await parquet(
        `SELECT 'ann' AS who, 'tea' AS what, DATE '2024-03-05' AS "when", 1 AS paid`,
        'cut.parquet',
      );
      truncateSync(path, readFileSync(path).length - 20);
      await fails(readLog(path, logSchema.parse(least)), /cut\.parquet: .*expected a whole Parquet file/);
      await fails(read('who,what\n1,2\n', {}, 'text.parquet'), /text\.parquet: .*expected a whole Parquet file/);
    });

    it('refuses text that is not UTF-8', () =>
      fails(
        read(Buffer.from('who,what,when,paid\nZo\xeb,tea,2024-03-05,1\n', 'latin1')),
        /shop\.csv, line 2: Invalid unicode .* not utf-8 encoded/,
      ));
  });

  it('reads and indexes a million rows in under 3 s of work', async function () {
    this.slow(6000);
    this.retries(2); // the processor is shared
    const path = await parquet(
      `SELECT 'customer-' || (hash(i) % 20000) AS who, 'item-' || (hash(i * 7) % 5000) AS what,
              TIMESTAMP '2024-01-01' + to_seconds((hash(i * 3) % 30000000)::BIGINT) AS "when", (i % 997) / 10 AS paid
       FROM range(1000000) rows(i)`,
      'million.parquet',
    );
    const before = process.cpuUsage();
    const { log } = await readLog(path, logSchema.parse(least));
    const { user, system } = process.cpuUsage(before);
    assert.equal(log.size, 1_000_000);
    assert.ok((user + system) / 1e6 < 3, `${(user + system) / 1e6} s`);
  });
});
