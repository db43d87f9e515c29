import assert from 'node:assert/strict';
import { NO_OPTIONS } from '../../src/base/component';
import { countsOf } from '../../src/data/card';
import { defineDataset } from '../../src/data/datasets/dataset';
import { logOf } from '../helpers/randomLog';

describe('countsOf', () => {
  it('counts rows and events in a table, whatever the rules are called', async () => {
    const log = logOf([
      ['ann', 'tea', 0, 1],
      ['bob', 'tea', 86_400, 1],
    ]);
    const report = {
      rows: 1234,
      kept: 2,
      dropped: [{ rule: 'fails: what matches ^(a|b)$', rows: 1232 }],
      filled: [{ role: 'amount', rows: 1 }],
    };
    const dataset = defineDataset({
      name: 'shop',
      summary: '',
      options: NO_OPTIONS,
      load: async () => log,
      read: async () => ({ log, report }),
    });
    const cells = (await countsOf(dataset))
      .split('\n')
      .map((line) => line.split(/(?<!\\)\|/).map((cell) => cell.trim()));
    assert.deepEqual(
      cells.slice(2, -1).map(([, what, count]) => [what, count]),
      [
        ['rows in the file', '1,234'],
        ['dropped; fails: what matches ^(a\\|b)$', '1,232'],
        ['filled in; missing amount', '1'],
        ['events', '2'],
        ['customers', '2'],
        ['items', '1'],
        ['first event', '1970-01-01'],
        ['last event', '1970-01-02'],
      ],
    );
  });
});
