import { Registry } from '../../base/registry';
import { decayed } from './decayed';
import { mostRecent } from './mostRecent';
import { uniform } from './uniform';

/** The ways of sampling a node's neighbours before a time. */
export const samplers = new Registry('neighbour sampler', [mostRecent, uniform, decayed]);
