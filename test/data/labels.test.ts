import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import type { z } from 'zod';
import { DAY, parseIso } from '../../src/base/time';
import { labelsSchema, readLabels } from '../../src/data/labels';
import { refuses } from '../helpers/refuses';
import { temporaryFolder } from '../helpers/temporaryFolder';

type SchemaInput = Partial<z.input<typeof labelsSchema>>;

describe('readLabels', () => {
  const folder = temporaryFolder();
  const read = (content: string, schema: SchemaInput = {}) => {
    const path = join(folder(), 'labels.csv');
    writeFileSync(path, content);
    const least = { customer: 'who', label: { column: 'churned' } };
    return readLabels(path, labelsSchema.parse({ ...least, ...schema }));
  };
  const words = { column: 'churned', positive: ['yes', 'Y'], negative: ['no', 'N'] };
  const day = parseIso('2024-03-05');

  it('reads one label a customer, in the order of the rows', async () => {
    assert.deepEqual(await read('churned,who\n1,bob\n0, ann \n1,0042\n'), {
      customer: ['bob', 'ann', '0042'],
      time: undefined,
      label: Uint8Array.of(1, 0, 1),
      rows: 3,
      kept: 3,
      dropped: [],
    });
  });

  it('reads one label a customer and time, and any texts for the classes', async () => {
    const table = await read('who;when;churned\nann;05.03.2024;yes\nann;06.03.2024; N\nbob;05.03.2024;Y\n', {
      csv: { delimiter: ';' },
      time: { column: 'when', format: '%d.%m.%Y' },
      label: words,
    });
    assert.deepEqual(table.customer, ['ann', 'ann', 'bob']);
    assert.deepEqual(table.time, Float64Array.of(day, day + DAY, day));
    assert.deepEqual(table.label, Uint8Array.of(1, 0, 1));
  });

  it('drops rows without a value where it is told to, and counts them by rule', async () => {
    const table = await read('who,when,churned\nann,2024-03-05,1\n,2024-03-05,1\nbob,?,1\ncid,2024-03-05,\n,,\n', {
      csv: { missing: ['?'] },
      time: { column: 'when' },
      missing: { customer: 'drop', time: 'drop', label: 'drop' },
    });
    assert.deepEqual([table.customer, table.rows, table.kept], [['ann'], 5, 1]);
    assert.deepEqual(table.dropped, [
      { rule: 'missing customer', rows: 2 },
      { rule: 'missing time', rows: 1 },
      { rule: 'missing label', rows: 1 },
    ]);
  });

  it('reads any table as it was written', async () => {
    const id = fc.string({ unit: fc.constantFrom('a', 'b', '0', ',', '"', 'é', '🛒'), minLength: 1, maxLength: 4 });
    const label = fc.tuple(id, fc.integer({ min: 0, max: 20_000 }), fc.integer({ min: 0, max: 1 }));
    const table = fc.uniqueArray(label, { minLength: 1, maxLength: 30, selector: ([who, days]) => `${who} ${days}` });
    const origin = '1980-01-01';
    await fc.assert(
      fc.asyncProperty(table, async (rows) => {
        const lines = rows.map(([who, days, one]) => `"${who.replaceAll('"', '""')}",${days},${one ? 'yes' : 'no'}`);
        const { customer, time, label } = await read(`who,when,churned\n${lines.join('\n')}\n`, {
          time: { column: 'when', format: 'epoch-days', origin },
          label: words,
        });
        assert.deepEqual(
          customer.map((who, i) => [who, (time![i] - parseIso(origin)) / DAY, label[i]]),
          rows,
        );
      }),
      { numRuns: 25 },
    );
  });

  it('refuses a customer with two labels, and names both rows', async () => {
    await refuses(
      read('who,churned\nann,1\nbob,1\ncid,0\n bob,1\nann,0\n'),
      /labels\.csv, row 4: customer "bob" has a label in row 2 already; expected one label a customer$/,
    );
    await refuses(
      read('who,when,churned\nann,2024-03-05,1\nann,2024-03-06,1\nann,2024-03-05T00:00Z,0\n', {
        time: { column: 'when' },
      }),
      /row 3: customer "ann" at 2024-03-05 has a label in row 1 already; expected one label a customer and time$/,
    );
  });

  it('refuses a label that is none of the texts', async () => {
    await refuses(
      read('who,churned\nann,1\nbob,true\n'),
      /labels\.csv, row 2: column "churned" is "true": unknown label; expected "1" or "0"$/,
    );
    await refuses(
      read('who,churned\nann,y\n', { label: words }),
      /row 1: column "churned" is "y": unknown label; expected one of "yes", "Y", "no", "N"$/,
    );
  });

  it('refuses missing values, dates that are none, and what cannot be read', async () => {
    const timed = { time: { column: 'when' } };
    await refuses(
      read('who,churned\n,1\n'),
      /row 1: column "who" is "": missing customer; expected a value, or "missing"/,
    );
    await refuses(read('who,churned\nann, \n'), /row 1: column "churned" is " ": missing label/);
    await refuses(read('who,when,churned\nann,,1\n', timed), /row 1: column "when" is "": missing time/);
    await refuses(
      read('who,when,churned\nann,2024-02-30,1\n', timed),
      /row 1: column "when" is "2024-02-30": not a date/,
    );
    await refuses(read('who,when,churned\nann,9999-12-31,1\n', timed), /not a date from 1900 to 2099/);
    await refuses(
      read('who,when,churned\nann,1709596800,1\n', { time: { column: 'when', format: 'epoch-milliseconds' } }),
      /column "when" holds dates from 1970-01-20 .*expected "format": "epoch-seconds"/,
    );
    await refuses(read('who,churned\n'), /labels\.csv: the file has no rows; expected at least one label/);
    await refuses(read('who,churn\nann,1\n'), /labels\.csv: no column "churned"; expected one of who, churn$/);
    await refuses(
      read('who,when,churned\nann,a,1\n', { time: { column: 'when', format: '%Y%Q' } }),
      /schema of labels, at time\.format: Invalid format: /,
    );
  });

  it('refuses a schema that says too little or the same of both classes', () => {
    const wrong = (schema: object, path: string) => {
      const result = labelsSchema.safeParse(schema);
      assert.equal(result.success, false);
      assert.equal(result.error?.issues[0].path.join('.'), path);
    };
    wrong({ customer: 'who' }, 'label');
    wrong({ customer: 'who', label: { column: 'x', positive: [] } }, 'label.positive');
    wrong({ customer: 'who', label: { column: 'x', positive: ['0'] } }, 'label.negative');
    wrong({ customer: 'who', label: { column: 'x' }, item: 'what' }, '');
  });
});
