import assert from 'node:assert/strict';
import { Random } from '../../src/base/random';
import { resamplers } from '../../src/imbalance/resampling';
import type { TrainingSample } from '../../src/imbalance/resampling/resampler';
import { resamplerLaws } from '../../src/testing/resampler';
import { obeys } from './obeys';

obeys('resampler', resamplers.all, resamplerLaws, { 'smote-nc': { categorical: ['0'] } });

for (const name of ['random-over', 'random-under'])
  it(`${name} draws otherwise for another seed`, () => {
    const kind = resamplers.get(name);
    const label = Uint8Array.from({ length: 100 }, (_, i) => (i % 9 ? 0 : 1));
    const sample: TrainingSample = { purpose: 'training', values: new Float32Array(), shape: [100, 0], label };
    const run = (seed: number) => kind.build(kind.options.parse({})).resample(sample, new Random(seed)).first;
    assert.notDeepEqual(run(1), run(2));
  });
