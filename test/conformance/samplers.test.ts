import { samplers } from '../../src/graph/sampling';
import { samplerLaws } from '../../src/testing/sampler';
import { obeys } from './obeys';

obeys('neighbour sampler', samplers.all, samplerLaws);
