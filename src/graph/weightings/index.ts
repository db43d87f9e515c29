import { Registry } from '../../base/registry';
import { binary } from './binary';
import { decayed } from './decayed';
import { lastBaskets } from './lastBaskets';

export const weightings = new Registry('history weighting', [binary, decayed, lastBaskets]);
