import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { datasets } from '../../datasets';
import { countsOf, withCounts } from '../../src/data/card';

describe('the cards of the data sets', () => {
  for (const dataset of datasets.all) {
    const { folder } = dataset;
    if (!folder) continue;
    it(`${dataset.name}: the counts are current (npm run cards renews them)`, async () => {
      const card = readFileSync(join(folder, 'card.md'), 'utf8');
      assert.equal(withCounts(card, dataset.name, await countsOf(dataset)), card);
    });
  }

  it('a card without its block is told', () => {
    assert.throws(() => withCounts('# Shop', 'shop', '| |'), /card of shop has no block <!-- counts shop -->/);
  });
});
