import assert from 'node:assert/strict';
import { Random } from '../../src/base/random';
import { resamplers } from '../../src/imbalance/resampling';
import { resamplerLaws } from '../../src/testing/resampler';
import { obeys } from './obeys';

obeys('resampler', resamplers.all, resamplerLaws);

for (const name of ['random-over', 'random-under'])
  it(`${name} draws otherwise for another seed`, () => {
    const kind = resamplers.get(name);
    const label = Uint8Array.from({ length: 100 }, (_, i) => (i % 9 ? 0 : 1));
    const rows = [1, 2].map((seed) => kind.build(kind.options.parse({})).select?.(label, new Random(seed)));
    assert.notDeepEqual(rows[0], rows[1]);
  });
