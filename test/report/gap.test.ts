import assert from 'node:assert/strict';
import { Random } from '../../src/base/random';
import { rocAuc } from '../../src/evaluation/ranking';
import type { ResultSet } from '../../src/experiment/result';
import type { Figure, Grid } from '../../src/report/grid';
import { resultTables } from '../../src/report/tables';
import { madeUpResults } from './madeUp';

/** Labels of two signals; rows that see one, both, or neither. */
function shop(gap: ResultSet['experiment']['gap']): ResultSet {
  const random = Random.of(1, 'shop');
  const n = 400;
  const [a, b] = [0, 1].map(() => Float64Array.from({ length: n }, () => random.normal()));
  const label = Uint8Array.from(a, (x, i) => Number(random.next() < 1 / (1 + Math.exp(-x - b[i]))));
  const test = { customer: Int32Array.from(a.keys()), item: new Int32Array(n).fill(-1), label };
  const seen = (both: (i: number) => number) => [Float32Array.from(a, (_, i) => 1 / (1 + Math.exp(-both(i))))];
  const set = madeUpResults(test, [
    { name: 'one', scores: seen((i) => a[i]) },
    { name: 'other', scores: seen((i) => b[i]) },
    { name: 'half', scores: seen((i) => a[i] + b[i] / 2) },
    { name: 'ceiling', scores: seen((i) => a[i] + b[i]) },
    { name: 'destroyed', control: true, scores: seen((i) => a[i] + random.normal() / 10) },
  ]);
  return { ...set, experiment: { ...set.experiment, ceiling: 'ceiling', gap } };
}

const text = (cell: Grid['blocks'][number][number][number]) => (typeof cell === 'string' ? cell : cell.value);
const percentOf = (cell: string) => Number(cell.replace('−', '-').replace('\u00a0%', ''));

describe('the gap to the ceiling', () => {
  const set = shop({ singles: ['one', 'other'], controls: [['half', 'destroyed', 'one']] });
  const tables = resultTables(set);
  const table = (name: string) => tables.find((one) => one.name === name)!.grid.blocks[0];
  const auc = (name: string) => rocAuc(set.rows.find((row) => row.name === name)!.runs[0].score, set.test.label);

  it('is closed from the best single branch on', () => {
    const best = Math.max(auc('one'), auc('other'));
    const expected = (100 * (auc('half') - best)) / (auc('ceiling') - best);
    const [line, ...others] = table('gap');
    assert.deepEqual(others, []);
    assert.equal(text(line[0]), 'half');
    assert.ok(Math.abs(percentOf(text(line[2])) - expected) <= 0.5, `${text(line[2])}, expected ${expected}`);
    const [low, high] = (line[4] as Figure).spread!.slice(1, -1).split(', ').map(percentOf);
    assert.ok(low < expected && expected < high && high - low < 100, `${low} … ${high}`);
  });

  it('controls are compared with the model without the branch', () => {
    const [line] = table('controls');
    const expected = [auc('half') - auc('destroyed'), auc('half') - auc('one'), auc('destroyed') - auc('one')];
    assert.deepEqual(
      [line[1], line[3], line[4]].map((cell) => text(cell).replace('−', '-')),
      expected.map((value) => value.toFixed(3)),
    );
  });

  it('has no table where nobody says where it begins', () => {
    assert.ok(resultTables(shop(undefined)).every(({ name }) => name !== 'gap' && name !== 'controls'));
  });
});
