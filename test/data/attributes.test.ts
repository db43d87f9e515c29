import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { DAY, parseIso } from '../../src/base/time';
import { AsOf } from '../../src/data/asOf';
import type { Attribute } from '../../src/data/attributes';
import { Dictionary } from '../../src/data/dictionary';
import { ExampleSet } from '../../src/data/examples';
import { TransactionLog } from '../../src/data/log';
import { readLog } from '../../src/data/read';
import { type LogSchemaInput, readSchema } from '../../src/data/schema';
import { arbitraryTwins, logOf } from '../helpers/randomLog';
import { refuses } from '../helpers/refuses';
import { temporaryFolder } from '../helpers/temporaryFolder';

const least = { customer: 'who', item: 'what', time: { column: 'when' }, amount: 'paid' };

/** The values of an attribute as texts and numbers, null where missing. */
function told({ values, categories }: Attribute): (string | number | null)[] {
  return Array.from(values, (value) => {
    if (categories) return value < 0 ? null : categories[value];
    return Number.isNaN(value) ? null : value;
  });
}

describe('attributes', () => {
  const folder = temporaryFolder();
  const write = (name: string, content: string) => {
    writeFileSync(join(folder(), name), content);
    return join(folder(), name);
  };
  const read = (csv: string, attributes: LogSchemaInput['attributes'], more: Partial<LogSchemaInput> = {}) =>
    readLog(write('shop.csv', csv), { ...least, ...more, attributes });

  const shop = `who,what,when,paid,channel,discount,city,age,kind
ann,tea,2024-03-06,2.5,web,0.1,Paris,33,drink
bob,jam,2024-03-05,1,shop,,,,food
ann,jam,2024-03-07,3,,0.25,,,
bob,tea,2024-03-08,4,web,0,Rome,,drink
cid,oil,2024-03-09,5,shop,-1e3,,,
`;
  const columns = {
    event: { columns: { channel: 'categorical', discount: 'numeric' } },
    customer: { columns: { city: 'categorical', age: 'numeric' } },
    item: { columns: { kind: 'categorical' } },
  } as const;

  describe('of the transactions', () => {
    it('stand with their event, customer or item, in the order of the log', async () => {
      const { log } = await read(shop, columns);
      assert.deepEqual(log.customers, ['bob', 'ann', 'cid']);
      assert.deepEqual(log.items, ['jam', 'tea', 'oil']);
      const all = Object.fromEntries(log.attributes.map((each) => [each.name, [each.of, told(each)]]));
      assert.deepEqual(all, {
        channel: ['event', ['shop', 'web', null, 'web', 'shop']],
        discount: ['event', [null, Math.fround(0.1), 0.25, 0, -1000]],
        city: ['customer', ['Rome', 'Paris', null]],
        age: ['customer', [null, 33, null]],
        kind: ['item', ['food', 'drink', null]],
      });
    });

    it('leave the rest of the log as it is, and its fingerprint where there are none', async () => {
      const [{ log: without }, { log }] = [await read(shop, undefined), await read(shop, columns)];
      assert.deepEqual(log.columns, without.columns);
      assert.deepEqual(without.attributes, []);
      assert.notEqual(log.fingerprint, without.fingerprint);
      const { log: other } = await read(shop.replace('Rome', 'Oslo'), columns);
      assert.notEqual(other.fingerprint, log.fingerprint);
    });

    it('may be missing in every row', async () => {
      const { log } = await read('who,what,when,paid,a,b\nann,tea,2024-03-05,1,,\n', {
        event: { columns: { a: 'categorical', b: 'numeric' } },
      });
      assert.deepEqual(log.attributes.map(told), [[null], [null]]);
    });

    it('are missing of a customer who stands for all that have no id', async () => {
      const { log } = await read(
        'who,what,when,paid,city\n,tea,2024-03-05,1,Rome\n,tea,2024-03-06,1,Oslo\nann,tea,2024-03-07,1,Bern\n',
        { customer: { columns: { city: 'categorical' } } },
        { missing: { customer: { fill: 'guest' } } },
      );
      assert.deepEqual(told(log.attributes[0]), [null, 'Bern']);
    });

    it('tell columns apart that differ in case alone, and may be roles, too', async () => {
      const { log } = await read('who,what,when,paid,Row,row\nann,tea,2024-03-05,1,x,7\n', {
        event: { columns: { Row: 'categorical', row: 'numeric', paid: 'numeric' } },
      });
      assert.deepEqual(log.attributes.map(told), [['x'], [7], [1]]);
    });
  });

  describe('of a file of their own', () => {
    const clients = 'id;town;born\nann;Paris;1990,5\nzoe;Lima;1980\nbob;;-\n';
    const schema: NonNullable<NonNullable<LogSchemaInput['attributes']>['customer']> = {
      file: 'clients.csv',
      key: 'id',
      csv: { delimiter: ';', decimal: ',', missing: ['-'] },
      columns: { town: 'categorical', born: 'numeric' },
    };

    it('are found beside the schema that names it, whoever else stands there', async () => {
      mkdirSync(join(folder(), 'inner'), { recursive: true });
      write('inner/clients.csv', clients);
      const path = write('inner/schema.json', JSON.stringify({ ...least, attributes: { customer: schema } }));
      const { log } = await readLog(write('shop.csv', shop), await readSchema(path));
      assert.deepEqual(log.attributes.map(told), [
        [null, 'Paris', null],
        [null, 1990.5, null],
      ]);
      assert.deepEqual(log.attributes[0].categories, ['Paris']);
    });

    for (const [what, content, message] of [
      [
        'a second row of a customer',
        `${clients}ann;Rome;1\n`,
        /clients\.csv, row 4: customer "ann" stands in row 1 already; expected one row for each customer/,
      ],
      [
        'a number that is none',
        clients.replace('1990,5', '1990.5'),
        /clients\.csv, row 1: column "born" is "1990\.5": not a number; expected/,
      ],
      [
        'a row without a customer',
        `${clients};Rome;1\n`,
        /clients\.csv, row 4: column "id" is "": missing customer; expected an id in each row/,
      ],
      [
        'a column that is not there',
        clients.replace('town', 'city'),
        /clients\.csv: no column "town"; expected one of id, city, born/,
      ],
      ['no rows', 'id;town;born\n', /clients\.csv: the file has no rows; expected at least one customer/],
    ] as const)
      it(`refuse ${what}`, () => {
        const file = write('clients.csv', content);
        return refuses(read(shop, { customer: { ...schema, file } }), message);
      });

    it('refuse a file that is not there', () =>
      refuses(read(shop, { customer: { ...schema, file: join(folder(), 'none.csv') } }), /none\.csv: no such file/));
  });

  for (const [what, csv, message] of [
    [
      'a static value that changes',
      shop.replace(',,drink', ',44,drink').replace('3,,0.25,,,', '3,,0.25,,34,'),
      /shop\.csv, row 3: column "age" is 34: customer "ann" has 33 in row 1; expected one value for each customer; what changes is an attribute of the "event"/,
    ],
    [
      'a static text that changes',
      shop.replace('4,web,0,Rome,,drink', '4,web,0,Rome,,food'),
      /shop\.csv, row 4: column "kind" is "food": item "tea" has "drink" in row 1; expected one value for each item/,
    ],
    [
      'a number that is none',
      shop.replace('0.25', 'lots'),
      /shop\.csv, row 3: column "discount" is "lots": not a number/,
    ],
    [
      'a number too large',
      shop.replace('0.25', '1e31'),
      /shop\.csv, row 3: column "discount" is "1e31": too large; expected at most 1e\+30/,
    ],
    [
      'a column that is not there',
      shop.replace('channel', 'chanel'),
      /shop\.csv: no column "channel"; expected one of who, .*chanel/,
    ],
  ] as const)
    it(`refuse ${what}`, () => refuses(read(csv, columns), message));

  for (const [what, attributes, message] of [
    [
      'a kind that is none',
      { event: { columns: { a: 'text' } } },
      /at attributes\.event\.columns\.a: .*expected "categorical" or "numeric"/,
    ],
    ['no column', { event: { columns: {} } }, /at attributes\.event\.columns: .*expected a column at least/],
    [
      'a file without a key',
      { item: { file: 'f.csv', columns: { a: 'numeric' } } },
      /at attributes\.item: "file" and "key" go together/,
    ],
    [
      'a name twice',
      { event: { columns: { a: 'numeric' } }, item: { columns: { a: 'numeric' } } },
      /at attributes: two attributes have the same name/,
    ],
    ['an unknown owner', { store: { columns: { a: 'numeric' } } }, /at attributes: unknown key "store"/],
  ] as const)
    it(`refuse ${what} in a schema`, () =>
      refuses(readSchema(write('schema.json', JSON.stringify({ ...least, attributes }))), message));

  describe('as of a time', () => {
    const log = new TransactionLog(
      {
        customer: Int32Array.of(0, 1, 0),
        item: Int32Array.of(0, 0, 1),
        time: Float64Array.of(0, DAY, 2 * DAY),
        amount: Float64Array.of(1, 1, 1),
        quantity: Float64Array.of(1, 1, 1),
      },
      {
        customers: new Dictionary(['ann', 'bob']),
        items: new Dictionary(['tea', 'jam']),
        attributes: [
          { name: 'channel', of: 'event', values: Int32Array.of(1, -1, 0), categories: ['shop', 'web'] },
          { name: 'age', of: 'customer', values: Float32Array.of(30, 40) },
          { name: 'price', of: 'item', values: Float32Array.of(5, 6) },
        ],
      },
    );

    it('are those of the events, customers and items seen by then', () => {
      const history = log.before(2 * DAY);
      assert.deepEqual(told(history.attribute('channel')), ['web', null]);
      assert.deepEqual(told(history.attribute('age')), [30, 40]);
      assert.deepEqual(told(history.attribute('price')), [5]);
      assert.deepEqual(told(log.before(DAY).attribute('age')), [30]);
    });

    it('are known of what an example asks about once it has been seen, or with its event', () => {
      const examples = new ExampleSet({
        time: Float64Array.of(DAY, DAY, 2 * DAY, 3 * DAY, DAY),
        customer: Int32Array.of(1, 1, 0, 0, 2),
        item: Int32Array.of(0, 0, 1, -1, 1),
        event: Int32Array.of(1, -1, 2, -1, -1),
      });
      const asked = (name: string) => told(new AsOf(examples, log).askedAttribute(name));
      assert.deepEqual(asked('channel'), [null, null, 'shop', null, null]);
      assert.deepEqual(asked('age'), [40, null, 30, 30, null]);
      assert.deepEqual(asked('price'), [5, 5, 6, null, null]);
    });

    it('are refused by a name that none has', () => {
      const none = { name: 'InputError', message: /no attribute "colour"; expected one of channel, age, price/ };
      assert.throws(() => log.before(DAY).attribute('colour'), none);
      const { columns, customers, items } = logOf([['ann', 'tea', 0, 1]]);
      const bare = new TransactionLog(columns, { customers: new Dictionary(customers), items: new Dictionary(items) });
      const asOf = new AsOf(ExampleSet.at(DAY, Int32Array.of(0)), bare);
      assert.throws(() => asOf.askedAttribute('colour'), /no attribute "colour"; expected "attributes" in the schema/);
    });

    it('are the same whatever comes later', () => {
      fc.assert(
        fc.property(arbitraryTwins, ({ log: one, twin, time }) => {
          for (const name of one.attributes.map((each) => each.name))
            assert.deepEqual(told(twin.before(time).attribute(name)), told(one.before(time).attribute(name)));
        }),
        { numRuns: 50 },
      );
    });
  });

  it('hold days as what they are read as', async () => {
    const { log } = await read('who,what,when,paid,d\nann,tea,2024-03-05,1,2024-01-01\n', {
      event: { columns: { d: 'categorical' } },
    });
    assert.deepEqual([log.columns.time[0], ...told(log.attributes[0])], [parseIso('2024-03-05'), '2024-01-01']);
  });
});
