import assert from 'node:assert/strict';
import { readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { DuckDBInstance } from '@duckdb/node-api';
import fc from 'fast-check';
import type { z } from 'zod';
import { parseIso } from '../../src/base/time';
import type { TransactionLog } from '../../src/data/log';
import { readLog } from '../../src/data/read';
import { logSchema } from '../../src/data/schema';
import { refuses } from '../helpers/refuses';
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

    const rowsOf = (...lines: string[]) => lines.join('');
    for (const [what, content, schema] of [
      ['columns without a name', rowsOf(',who,what,when,paid,,\n', '0,ann,tea,2024-03-05,2.5,,\n')],
      ['names that differ by case alone', rowsOf('Paid,who,what,when,paid,WHO\n', 'x,ann,tea,2024-03-05,2.5,y\n')],
      ['names that nobody asks for twice', rowsOf('x,who,what,when,paid,x\n', '1,ann,tea,2024-03-05,2.5,1\n')],
      ['blanks around names', rowsOf(' who ,\twhat,"when ", paid\n', 'ann,tea,2024-03-05,2.5\n')],
      ['blank lines on top', rowsOf('\n\n', 'who,what,when,paid\n', 'ann,tea,2024-03-05,2.5\n')],
      ['blank lines anywhere', rowsOf('\ufeff\r\n', 'who,what,when,paid\r\n\r\n', 'ann,tea,2024-03-05,2.5\r\n\r\n')],
      ['a line sep= on top', rowsOf('sep=,\r\n', 'who,what,when,paid\r\n', 'ann,tea,2024-03-05,2.5\r\n')],
      [
        'the same after a byte-order mark',
        rowsOf('\ufeffSEP=,\n\n', '"who",what,when,paid\n', 'ann,tea,2024-03-05,2.5\n'),
      ],
      [
        'the same with another separator',
        rowsOf('sep=;\n', 'who;what;when;paid\n', 'ann;tea;2024-03-05;2.5\n'),
        { csv: { delimiter: ';' } },
      ],
      [
        'the same above rows without a header',
        rowsOf('sep=,\n', 'ann,tea,2024-03-05,2.5\n'),
        { csv: { header: ['who', 'what', 'when', 'paid'] } },
      ],
      [
        'a line break in a name',
        rowsOf('who,what,"when\r\n(UTC)",paid\r\n', 'ann,tea,2024-03-05,2.5\r\n'),
        { time: { column: 'when\n(UTC)' } },
      ],
      ['a quote in a name', rowsOf('who,12" what,when,paid\n', 'ann,tea,2024-03-05,2.5\n'), { item: '12" what' }],
      ['line ends of old Macintoshes', rowsOf('who,what,when,paid\r', 'ann,tea,2024-03-05,2.5\r')],
      ['no line end at all', rowsOf('who,what,when,paid\n', 'ann,tea,2024-03-05,2.5')],
      ['blanks of all kinds around cells', 'who,what,when,paid\n\tann\u00a0, tea\t,\u3000 2024-03-05\t,\t2.5 \n'],
    ] as [string, string, SchemaInput?][])
      it(`reads ${what}`, async () => {
        assert.deepEqual(eventsOf((await read(content, schema)).log), [['ann', 'tea', day, 2.5, 1]]);
      });

    it('reads quotes, line breaks and long texts in cells as they are', async () => {
      const long = 'x'.repeat(100_000);
      const { log } = await read(
        `who,what,when,paid\r\nann,12" ruler,2024-03-05,1\r\nann,"5"" x 7"" frame\nwhite",2024-03-05,1\r\nann,${long},2024-03-05,1\r\n`,
      );
      assert.deepEqual(log.items, ['12" ruler', '5" x 7" frame\nwhite', long]);
    });

    it('keeps ids apart, whatever they are', async () => {
      const ids = [
        '__proto__',
        'constructor',
        '0042',
        '42',
        '4.2e1',
        '9007199254740992',
        '9007199254740993',
        'a,b',
        '🛒',
      ];
      ids.push('x\ty', "o'hara", '"', 'null', 'NaN', 'é', 'e\u0301', '%s', '');
      const cell = (id: string) => `"${id.replaceAll('"', '""')}"`;
      const known = ids.filter((id) => id);
      const { log } = await read(
        `who,what,when,paid\n${ids.map((id) => `${cell(id)},${cell(id)},2024-03-05,1`).join('\n')}\n`,
        { missing: { customer: 'drop' } },
      );
      assert.deepEqual([log.customers, log.items], [known, known]);
    });

    for (const [what, lines] of [
      ['\\n after \\r\\n', ['who,what,when,paid\r\n', 'ann,tea,2024-03-05,2.5\r\n', 'ann,milk,2024-03-05,1\n']],
      ['\\r\\n after \\n', ['who,what,when,paid\n', 'ann,"tea",2024-03-05,"2.5"\r\n', 'ann,milk,2024-03-05,"1"\r\n']],
      ['\\r among \\n', ['\n\r\n', 'who,what,when,paid\n', 'ann,tea,2024-03-05,2.5\r', 'ann,milk,2024-03-05,1\n']],
    ] as const) {
      const events = [
        ['ann', 'tea', day, 2.5, 1],
        ['ann', 'milk', day, 1, 1],
      ];
      it(`reads line ends that are mixed: ${what}`, async () => {
        assert.deepEqual(eventsOf((await read(lines.join(''))).log), events);
        assert.deepEqual(eventsOf((await read(gzipSync(lines.join('')), {}, 'mixed.csv.gz')).log), events);
      });
    }

    it('takes a file for what it is, whatever it is called', async () => {
      for (const name of ['SHOP.CSV.GZ', 'shop.csv', 'shop.parquet'])
        assert.deepEqual(eventsOf((await read(gzipSync(rows), {}, name)).log), events);
      for (const name of ['shop.parquet', 'shop.csv.gz', 'shop'])
        assert.deepEqual(eventsOf((await read(rows, {}, name)).log), events);
      const select = `SELECT 'ann' AS who, 'tea' AS what, DATE '2024-03-05' AS "when", 2.5 AS paid`;
      for (const name of ['SHOP.PARQUET', 'shop.csv', 'shop.gz'])
        assert.equal((await readLog(await parquet(select, name), logSchema.parse(least))).log.size, 1);
    });

    it('reads ids of Parquet without a fraction that is none, and NaN as missing', async () => {
      const path = await parquet(
        `SELECT * FROM (VALUES (17850::DOUBLE, 85000.00::DECIMAL(10,2), TIMESTAMP_NS '2024-03-05 00:00:00', 1::DOUBLE),
         (-3, 1.50, TIMESTAMP_NS '2024-03-05 00:00:00', 1), ('NaN', 2, TIMESTAMP_NS '2024-03-05 00:00:00', 1),
         (NULL, 2, TIMESTAMP_NS '2024-03-05 00:00:00', 1), (0.5, 2, TIMESTAMP_NS '2024-03-05 00:00:00', 'NaN'))
         rows(who, what, "when", paid)`,
      );
      const { log, report } = await readLog(
        path,
        logSchema.parse({ ...least, missing: { customer: 'drop', amount: { fill: 3 } } }),
      );
      assert.deepEqual(eventsOf(log), [
        ['17850', '85000', day, 1, 1],
        ['-3', '1.50', day, 1, 1],
        ['0.5', '2', day, 3, 1],
      ]);
      assert.deepEqual(
        [report.dropped, report.filled],
        [[{ rule: 'missing customer', rows: 2 }], [{ role: 'amount', rows: 1 }]],
      );
    });

    it('reads columns of Parquet that differ by case alone, beside nested ones', async () => {
      const path = await parquet(
        `SELECT {'who': 'x', 'list': [1]} AS nested, 'ann' AS who, 'tea' AS what, DATE '2024-03-05' AS "when", 2.5 AS paid, 'y' AS pbid`,
      );
      writeFileSync(path, Buffer.from(readFileSync(path, 'latin1').replaceAll('pbid', 'Paid'), 'latin1'));
      const { log } = await readLog(path, logSchema.parse({ ...least, itemName: 'Paid' }));
      assert.deepEqual([eventsOf(log), log.itemNames], [[['ann', 'tea', day, 2.5, 1]], ['y']]);
    });

    it('reads the text of Parquet as the schema says of CSV, and dates that are stored as such in any format', async () => {
      const path = await parquet(
        `SELECT 'ann' AS who, ' tea ' AS what, DATE '2024-03-05' AS "when", '1.234,5' AS paid UNION ALL
         SELECT 'ann', ' NA', DATE '2024-03-05', '1'`,
      );
      const schema = logSchema.parse({
        ...least,
        csv: { decimal: ',', thousands: '.', missing: ['NA'] },
        time: { column: 'when', format: '%d/%m/%Y' },
        missing: { item: 'drop' },
      });
      assert.deepEqual(eventsOf((await readLog(path, schema)).log), [['ann', 'tea', day, 1234.5, 1]]);
    });

    it('takes the texts that mean "no value" without the blanks around them', async () => {
      const { log, report } = await read(
        'who,what,when,paid,name\nann,NA,2024-03-05,1,a\nann, NA,2024-03-05,1,b\nann,NA ,2024-03-05,1,c\nann,"\t- ",2024-03-05,1,d\nann,tea,2024-03-05, NA,NA\nann,nab,2024-03-05,1,\n',
        { csv: { missing: [' NA', '-'] }, itemName: 'name', missing: { item: 'drop', amount: { fill: 2 } } },
      );
      assert.deepEqual(
        [log.items, log.itemNames],
        [
          ['tea', 'nab'],
          ['tea', 'nab'],
        ],
      );
      assert.deepEqual(report.dropped, [{ rule: 'missing item', rows: 4 }]);
    });

    it('gives the same log for the rows in any order, if no two are of one moment', async () => {
      const row = fc.record({
        who: fc.constantFrom('ann', 'bob', '0042'),
        what: fc.constantFrom('tea', 'a "b", c', 'line\nbreak'),
        paid: fc.integer({ min: 0, max: 99_999 }).map((pence) => (pence / 100).toFixed(2)),
      });
      await fc.assert(
        fc.asyncProperty(
          fc.array(row, { minLength: 1, maxLength: 20 }),
          fc.infiniteStream(fc.nat()),
          async (made, keys) => {
            const lines = made.map(
              ({ who, what, paid }, i) =>
                `${who},"${what.replaceAll('"', '""')}",${new Date(1e12 + i * 1e6).toISOString()},${paid}`,
            );
            const shuffled = lines
              .map((line) => ({ line, key: keys.next().value ?? 0 }))
              .sort((a, b) => a.key - b.key)
              .map(({ line }) => line);
            const [{ log }, { log: other }] = [
              await read(`who,what,when,paid\n${lines.join('\n')}\n`),
              await read(`who,what,when,paid\r\n${shuffled.join('\r\n')}\r\n`),
            ];
            assert.equal(other.fingerprint, log.fingerprint);
            assert.deepEqual(eventsOf(other), eventsOf(log));
          },
        ),
        { numRuns: 20 },
      );
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
      ['an amount that no float holds', 'bob,tea,2024-03-05,1e39', /row 2: column "paid" is "1e39": amount too large/],
      ['an amount that no double holds', 'bob,tea,2024-03-05,-1e400', /row 2: column "paid" is "-1e400": amount too/],
      ['a year far back', 'bob,tea,1899-12-31,1', /"1899-12-31": not a date from 1900 to 2099; expected .*"missing"/],
      [
        'a year far ahead',
        'bob,tea,9999-12-31,1',
        /row 2: column "when" is "9999-12-31": not a date from 1900 to 2099/,
      ],
      ['a row with too few cells', 'bob,tea', /shop\.csv, line 3: Expected Number of Columns: 4 Found: 2/],
      ['a row with too many cells', 'a,b,c,d,e', /shop\.csv, line 3: Expected Number of Columns: 4 Found: 5/],
      ['an open quote', '"bob,tea,2024-03-05,1', /shop\.csv, line 3: Value with unterminated quote found/],
    ] as const)
      it(`names the first row with ${what}`, () => refuses(read(row(line)), message));

    it('names the formats that a date was expected in', () =>
      refuses(
        read(row('bob,tea,05.03.2024,1'), { time: { column: 'when', format: ['%Y-%m-%d', '%d/%m/%Y'] } }),
        /row 2: column "when" is "05\.03\.2024": not a date; expected the format %Y-%m-%d or %d\/%m\/%Y$/,
      ));

    it('refuses a format and a regular expression that do not exist, without a word about the file', async () => {
      await refuses(
        read(row(''), { time: { column: 'when', format: ['%Y', '%Y %Q'] } }),
        /^schema, at time\.format: Invalid format: Failed to parse format specifier %Y %Q/,
      );
      await refuses(
        read(row(''), { returns: { when: { column: 'what', matches: '^(?!post)i' }, treat: 'drop' } }),
        /^schema, at returns\.when\.matches: Invalid regular expression: invalid perl operator: \(\?!; expected .* RE2/,
      );
    });

    it('names both factors of a negative amount', () =>
      refuses(
        read('who,what,when,price,units\nann,tea,2024-03-05,2.5,-4\n', {
          amount: { price: 'price', quantity: 'units' },
        }),
        /row 1: column "price" is "2.5" and column "units" is "-4": negative amount/,
      ));

    it('names both factors of an amount too large, and a quantity', async () => {
      const header = 'who,what,when,price,units\n';
      await refuses(
        read(`${header}ann,tea,2024-03-05,1e20,1e20\n`, { amount: { price: 'price', quantity: 'units' } }),
        /row 1: column "price" is "1e20" and column "units" is "1e20": amount too large; expected at most 1e\+30/,
      );
      await refuses(
        read(`${header}ann,tea,2024-03-05,1,1e31\n`, { amount: 'price', quantity: 'units' }),
        /row 1: column "units" is "1e31": quantity too large/,
      );
    });

    it('names a negative quantity', () =>
      refuses(
        read('who,what,when,paid,units\nann,tea,2024-03-05,2.5,-4\n', { quantity: 'units' }),
        /row 1: column "units" is "-4": negative quantity/,
      ));

    it('names an unknown label', () =>
      refuses(
        read('who,what,when,paid,fraud\nann,tea,2024-03-05,2.5,yes\n', { label: { column: 'fraud' } }),
        /row 1: column "fraud" is "yes": unknown label; expected "1" or "0"/,
      ));

    it('names a text that a condition compares as a number', () =>
      refuses(
        read(row('bob,tea,2024-03-05,much'), { purchases: [{ column: 'paid', greaterThan: 0 }] }),
        /row 2: column "paid" is "much": not a number/,
      ));

    it('names the row and the value in Parquet', async () => {
      const path = await parquet(`SELECT 'ann' AS who, 'tea' AS what, DATE '2024-03-05' AS "when", i AS paid
                                  FROM (VALUES (1.5), (-2)) rows(i)`);
      await refuses(
        readLog(path, logSchema.parse(least)),
        /shop\.parquet, row 2: column "paid" is "-2.0": negative amount/,
      );
    });

    it('lists the columns there are where one is missing', () =>
      refuses(read('Who,what,when,paid\n'), /shop\.csv: no column "who"; expected one of Who, what, when, paid$/));

    it('refuses two columns of one name where the schema names it', () =>
      refuses(read('who,what,who,paid\n'), /shop\.csv: two columns are called "who"; expected a name for each column/));

    it('lists no more columns than a line holds', () =>
      refuses(read(`${Array.from({ length: 300 }, (_, i) => `x${i}`)}\n`), /of x0, .*, x39 and 260 more$/));

    it('shows the beginning of a long value', () =>
      refuses(read(row(`bob,tea,2024-03-05,${'9x'.repeat(50_000)}`)), /column "paid" is "(9x){40}…": not a number/));

    it('refuses a missing file and a folder', async () => {
      const schema = logSchema.parse(least);
      await refuses(
        readLog(join(folder(), 'none.csv'), schema),
        /none\.csv: no such file; expected a CSV, CSV\.gz or Parquet/,
      );
      await refuses(readLog(folder(), schema), /: not a file/);
    });

    it('refuses an empty file', () => refuses(read(''), /shop\.csv: the file is empty; expected a header and rows/));

    it('refuses a gzip file of nothing', () => refuses(read(gzipSync(''), {}, 'shop.csv.gz'), /gz: the file is empty/));

    it('refuses a file without rows', () => refuses(read('who,what,when,paid\n'), /shop\.csv: the file has no rows/));

    it('tells which rules left no row', () =>
      refuses(
        read('who,what,when,paid\nann,tea,2024-03-05,1\n', { purchases: [{ column: 'paid', greaterThan: 5 }] }),
        /shop\.csv: none of 1 rows is left: 1 dropped \(fails: paid > 5\)/,
      ));

    it('refuses a gzip file cut at any place, even between two rows', async () => {
      const whole = gzipSync(`who,what,when,paid\n${'ann,tea,2024-03-05,1\n'.repeat(5000)}`);
      for (const length of [whole.length >> 1, whole.length - 8, whole.length - 1])
        await refuses(
          read(whole.subarray(0, length), {}, 'shop.csv.gz'),
          /shop\.csv\.gz: damaged gzip file \(unexpected end of file\); expected a whole gzip file/,
        );
    });

    it('refuses Parquet that is cut', async () => {
      const path = await parquet(
        `SELECT 'ann' AS who, 'tea' AS what, DATE '2024-03-05' AS "when", 1 AS paid`,
        'cut.parquet',
      );
      truncateSync(path, readFileSync(path).length - 20);
      await refuses(readLog(path, logSchema.parse(least)), /cut\.parquet: .*expected a whole Parquet file/);
    });

    it('refuses text that is not UTF-8', async () => {
      const latin1 = (text: string) => Buffer.from(text, 'latin1');
      await refuses(
        read(latin1('who,what,when,paid\nZoë,tea,2024-03-05,1\n')),
        /shop\.csv, line 2: Invalid unicode .* not utf-8 encoded/,
      );
      await refuses(
        read(latin1('who,what,when,paid\r\nZoë,tea,2024-03-05,1\nann,tea,2024-03-05,1\n')),
        /shop\.csv: this is not text in UTF-8; expected a CSV file in UTF-8/,
      );
    });

    for (const [what, bytes, told] of [
      [
        'an Excel workbook',
        Buffer.from('PK\x03\x04\x14\x00\x00\x00'),
        'this is an Excel workbook \\(.xlsx\\) or another zip archive',
      ],
      ['an old Excel workbook', Buffer.from('d0cf11e0a1b11ae1', 'hex'), 'this is an Excel workbook \\(.xls\\)'],
      ['UTF-16', Buffer.from('\ufeffwho,what,when,paid\n', 'utf16le'), 'this is text in UTF-16'],
      ['UTF-16 of the other order', Buffer.from('\ufeffwho,what\n', 'utf16le').swap16(), 'this is text in UTF-16'],
      ['zstd', Buffer.from('28b52ffd0458', 'hex'), 'this is a zstd archive'],
      ['UTF-16 in gzip', gzipSync(Buffer.from('\ufeffwho,what\n', 'utf16le')), 'this is text in UTF-16'],
      ['gzip in gzip', gzipSync(gzipSync('who,what\n')), 'a gzip file that holds no text'],
      ['UTF-16 without a mark', Buffer.from('who,what,when,paid\n', 'utf16le'), 'this is not a text file'],
      ['an unknown binary file', Buffer.from([1, 2, 0, 3, 10, 27, 91]), 'this is not a text file'],
    ] as const)
      it(`says what ${what} is, and shows none of it`, () =>
        refuses(
          read(bytes),
          new RegExp(`^[^\\p{Cc}]*shop\\.csv(, line 1)?: ${told}; expected a CSV file[^\\p{Cc}]+$`, 'u'),
        ));

    it('shows no control character of a header or a value', async () => {
      await refuses(read('\u001b[31mwho,"wh\nat",\u202ewhen\n'), /one of \\u001b\[31mwho, wh\\nat, \\u202ewhen$/);
      await refuses(
        read(row('bob,tea,\u001b[31mred\u009b,1')),
        /column "when" is "\\u001b\[31mred\\u009b": not a date/,
      );
    });

    it("refuses a separator on top that is not the schema's", () =>
      refuses(
        read('sep=;\nwho;what;when;paid\n'),
        /shop\.csv: the first line says that ";" parts the cells; expected "csv": \{"delimiter": ";"\} in the schema$/,
      ));

    it('refuses a header whose quote is not closed', async () => {
      await refuses(
        read('who,"what,when,paid\nann,tea,2024-03-05,1\n'),
        /shop\.csv, line 1: a quote that is not closed/,
      );
      await refuses(read(`who,"what,when,paid\n${'ann,tea,2024-03-05,1\n'.repeat(60_000)}`), /a header without an end/);
    });

    it('checks cells and quotes where line ends are mixed', async () => {
      const mixed = (line: string) => `who,what,when,paid\r\nann,tea,2024-03-05,1\n${line}\r\n`;
      await refuses(read(mixed('a,b,c,d,e')), /shop\.csv, line 3: Expected Number of Columns: 4 Found: 5/);
      await refuses(read(mixed('a,b')), /shop\.csv, line 3: Expected Number of Columns: 4 Found: 2/);
      await refuses(read(mixed('"a"b,tea,2024-03-05,1')), /shop\.csv, line 3: text after a closing quote/);
      await refuses(read(mixed('"a,tea,2024-03-05,1')), /shop\.csv, line 3: a quote that is not closed/);
    });

    it('refuses ids that a float cannot tell apart', async () => {
      for (const [type, id] of [
        ['DOUBLE', 2 ** 53],
        ['FLOAT', 2 ** 24],
      ] as const) {
        const select = (who: number) =>
          `SELECT ${who}::${type} AS who, 'tea' AS what, DATE '2024-03-05' AS "when", 1 AS paid`;
        const path = await parquet(`${select(5)} UNION ALL ${select(id)}`);
        await refuses(
          readLog(path, logSchema.parse(least)),
          /row 2: column "who" is ".*": an id stored as a floating-point/,
        );
        const { log } = await readLog(await parquet(select(id - 1)), logSchema.parse(least));
        assert.deepEqual(log.customers, [String(id - 1)]);
      }
    });

    it('refuses columns of Parquet whose type cannot be meant', async () => {
      const select = `SELECT 'ann' AS who, 'tea' AS what, DATE '2024-03-05' AS "when", 1 AS paid, true AS yes, [1] AS list`;
      const path = await parquet(select);
      const readWith = (change: SchemaInput) => readLog(path, logSchema.parse({ ...least, ...change }));
      await refuses(readWith({ amount: 'when' }), /column "when" holds values of type DATE; expected numbers$/);
      await refuses(readWith({ amount: 'yes' }), /column "yes" holds values of type BOOLEAN; expected numbers$/);
      await refuses(
        readWith({ time: { column: 'list' } }),
        /column "list" holds values of type INTEGER\[\]; expected dates/,
      );
      await refuses(
        readWith({ time: { column: 'paid' } }),
        /column "paid" holds values of type INTEGER; expected dates; a "format"/,
      );
    });
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
