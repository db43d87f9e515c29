import assert from 'node:assert/strict';
import { Random } from '../../src/base/random';
import { DAY } from '../../src/base/time';
import { AsOf } from '../../src/data/asOf';
import { Controls } from '../../src/data/controls/controls';
import { ExampleSet } from '../../src/data/examples';
import { families } from '../../src/features';
import { featureTable } from '../../src/features/family';
import { logFeatures } from '../../src/fusion/logFeatures';
import { logOf, randomRows } from '../../src/testing/logs';

describe('features as networks read them', () => {
  it('are signed logarithms, but for standard scores, which stay as they are', () => {
    const log = logOf(randomRows(new Random(1), 25));
    const pairs = Array.from({ length: 30 }, (_, i) => i);
    const examples = ExampleSet.at(
      9 * DAY,
      Int32Array.from(pairs, (i) => Math.floor(i / 6)),
      Int32Array.from(pairs, (i) => i % 6),
    );
    const asOf = new AsOf(examples, log);
    const scores = [{ scorer: { name: 'ease', lambda: 2, minBuyers: 1 }, histories: ['binary'] }];
    const specs = ['rfm', { name: 'pair-scores', scores }].map((spec) => families.reference().parse(spec));
    const plain = featureTable(asOf, specs, Controls.none, families);
    const read = logFeatures(asOf, specs, Controls.none);
    const F = plain.columns.length;
    assert.equal(plain.columns[F - 1], 'ease, all items');
    assert.ok(plain.values.some((value, i) => i % F === F - 1 && Math.abs(value) > 1));
    plain.values.forEach((value, i) => {
      const expected = i % F === F - 1 ? value : Math.fround(Math.sign(value) * Math.log1p(Math.abs(value)));
      assert.ok(Object.is(read.values[i], expected), `${plain.columns[i % F]}: ${read.values[i]} for ${value}`);
    });
  });
});
