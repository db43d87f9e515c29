import assert from 'node:assert/strict';
import { loadDataset } from '../../datasets';

describe('a data set', () => {
  it('refuses options that it does not know', async () => {
    await assert.rejects(loadDataset('cdnow', { size: 3 }), /options of data set cdnow: Unrecognized key: "size"/);
  });

  it('that there is not is told with those there are', () => {
    assert.throws(() => loadDataset('cdnews'), /unknown data set "cdnews"; expected one of online-retail-ii, cdnow/);
  });
});
