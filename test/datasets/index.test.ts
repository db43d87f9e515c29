import assert from 'node:assert/strict';
import { datasets } from '../../datasets';
import { check } from '../../src/base/json';

const complete = (written: unknown) => check(datasets.reference(), written, 'configuration');

describe('a data set', () => {
  it('refuses options that it does not know', () => {
    assert.throws(() => complete({ name: 'cdnow', size: 3 }), /data set cdnow has no option "size"/);
  });

  it('that there is not is told with those there are', () => {
    assert.throws(() => complete('cdnews'), /unknown data set "cdnews"; there are .*online-retail-ii, cdnow/);
  });
});
