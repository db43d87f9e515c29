import assert from 'node:assert/strict';
import { AsOf } from '../../src/data/asOf';
import { ExampleSet } from '../../src/data/examples';
import { unseenIn } from '../../src/experiment/unseen';
import { seenTables } from '../../src/report/seenTables';
import { logOf } from '../../src/testing/logs';
import { madeUpResults } from './madeUp';

const label = Uint8Array.of(1, 0, 1, 0, 1, 0, 0, 0);
const fold = Int32Array.of(0, 0, 0, 0, 1, 1, 1, 1);
/** In the second fold no unseen customer is positive. */
const customer = Uint8Array.of(0, 0, 1, 1, 0, 0, 1, 1);
const rows = [
  {
    name: 'a',
    scores: [Float32Array.of(0.9, 0.1, 0.2, 0.8, 0.9, 0.1, 0, 0), Float32Array.of(0.9, 0.1, 0.9, 0.1, 0.3, 0.4, 0, 0)],
  },
  { name: 'b', control: true, scores: [new Float32Array(8).fill(0.5)] },
];

function results(item: Uint8Array) {
  const test = { customer: Int32Array.from(label.keys()), item: new Int32Array(8).fill(-1), label, fold };
  return madeUpResults({ ...test, unseen: { customer, item } }, rows);
}

describe('tables of seen and unseen', () => {
  it('are means over seeds of means over the folds that have both classes', () => {
    const [{ grid, notes }, ...others] = seenTables(results(new Uint8Array(8)));
    assert.equal(others.length, 0);
    assert.deepEqual(grid.header, [
      'model',
      'AUC, seen customers',
      'AP, seen customers',
      'AUC, unseen customers',
      'AP, unseen customers',
    ]);
    const value = (block: number, column: number) => {
      const cell = grid.blocks[block][0][column];
      return typeof cell === 'string' ? cell : cell.value;
    };
    // Seen: 1 and 1 with the first seed, 1 and 0 with the second.
    assert.equal(value(0, 1), '0.750');
    // Unseen: the first fold alone, 0 and 1; its AP ½ and 1.
    assert.equal(value(0, 3), '0.500');
    assert.equal(value(0, 4), '0.7500');
    assert.equal(value(1, 0), 'b (control)');
    assert.equal(value(1, 1), '0.500');
    assert.match(
      notes[1],
      /^seen customers: 4 examples, 2 positive \(base rate 0\.5000\); unseen customers: 2 examples, 1 /,
    );
  });

  it('have items, too, where some of them were not seen', () => {
    const [{ grid }] = seenTables(results(customer));
    assert.equal(grid.header.length, 1 + 8);
    assert.deepEqual(grid.header.slice(-2), ['AUC, unseen items', 'AP, unseen items']);
  });

  it('are none where all were seen, or it is not known', () => {
    const { test, ...rest } = results(new Uint8Array(8));
    assert.deepEqual(seenTables({ ...rest, test: { ...test, unseen: undefined } }), []);
    const none = { customer: new Uint8Array(8), item: new Uint8Array(8) };
    assert.deepEqual(seenTables({ ...rest, test: { ...test, unseen: none } }), []);
  });
});

describe('unseen examples', () => {
  it('are about who had no event before the last time of the training', () => {
    const log = logOf([
      ['ann', 'tea', 10, 1],
      ['bob', 'jam', 20, 1],
      ['cid', 'tea', 30, 1],
      ['bob', 'rice', 40, 1],
    ]);
    const train = new AsOf(ExampleSet.at(30, Int32Array.of(0)), log);
    const asked = ExampleSet.at(50, Int32Array.of(0, 1, 2, 7), Int32Array.of(0, 1, 2, -1));
    assert.deepEqual(unseenIn(asked, train), { customer: Uint8Array.of(0, 0, 1, 1), item: Uint8Array.of(0, 0, 1, 0) });
  });
});
