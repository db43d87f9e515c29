import { Registry } from '../../base/registry';
import { concat } from './concat';
import { crossAttention } from './crossAttention';

export const operators = new Registry('fusion operator', [concat, crossAttention]);
