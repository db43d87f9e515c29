import { Registry } from '../../base/registry';
import { concat } from './concat';
import { crossAttention } from './crossAttention';
import { noisyOr } from './noisyOr';

export const operators = new Registry('fusion operator', [concat, crossAttention, noisyOr]);
