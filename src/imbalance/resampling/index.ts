import { Registry } from '../../base/registry';
import { randomOver } from './randomOver';
import { randomUnder } from './randomUnder';

export const resamplers = new Registry('resampler', [randomOver, randomUnder]);
