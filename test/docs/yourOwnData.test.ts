import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../../src/base/errors';
import { readJson } from '../../src/base/json';
import { readLog } from '../../src/data/read';
import { readSchema } from '../../src/data/schema';
import { bindTask } from '../../src/data/tasks/bind';
import { taskReference } from '../../src/data/tasks/reference';
import { answersOf } from '../helpers/tasks';
import { temporaryFolder } from '../helpers/temporaryFolder';

describe('the example of docs/your-own-data.md', () => {
  const folder = temporaryFolder();
  const text = readFileSync(join(__dirname, '../../docs/your-own-data.md'), 'utf8');
  /** Writes the block of the page that follows the mention of its file. */
  const place = (name: string, change = (block: string) => block) => {
    const block = new RegExp(`\`${name.replace('.', '\\.')}\`:\n\n\`\`\`\\w+\n([^]*?)\`\`\``).exec(text);
    const path = join(folder(), name);
    writeFileSync(path, change(block?.[1] ?? ''));
    return path;
  };

  it('is read as the page says', async () => {
    const { log, report } = await readLog(place('sales.csv'), await readSchema(place('schema.json')));
    assert.deepEqual([report.rows, log.size, log.customers.length, log.items.length], [20, 17, 5, 3]);
    assert.deepEqual(report.dropped, [
      { rule: 'return: order starts with "R"', rows: 1 },
      { rule: 'fails: sku matches ^[A-Z][0-9]+$', rows: 1 },
      { rule: 'missing customer', rows: 1 },
    ]);
    assert.deepEqual(log.itemNames, ['Green tea', 'Mug', 'Coffee']);
  });

  it('can be asked the question of the page', async () => {
    const { log } = await readLog(place('sales.csv'), await readSchema(place('schema.json')));
    const task = await bindTask(readJson(place('task.json'), taskReference), log);
    assert.deepEqual(answersOf(log, task.split(0, 'test')), [
      ['ann', '', 1],
      ['bob', '', 1],
      ['cid', '', 0],
      ['dee', '', 1],
      ['eve', '', 1],
    ]);
    assert.ok(task.split(0, 'train').examples.size > 0);
  });

  it('fails with the message of the page', async () => {
    const csv = place('sales.csv', (block) => block.replace('09/01/2024', '31/02/2024'));
    const [message] = /^sales\.csv, row .*$/m.exec(text) ?? assert.fail('the page shows no message');
    await assert.rejects(
      readLog(csv, await readSchema(place('schema.json'))),
      (error) => error instanceof InputError && error.message === join(folder(), message),
    );
  });
});
