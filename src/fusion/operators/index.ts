import { Registry } from '../../base/registry';
import { concat } from './concat';

export const operators = new Registry('fusion operator', [concat]);
