import { resamplers } from '../../src/imbalance/resampling';
import { resamplerLaws } from '../../src/testing/resampler';
import { obeys } from './obeys';

obeys('resampler', resamplers.all, resamplerLaws);
