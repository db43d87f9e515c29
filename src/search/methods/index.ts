import { Registry } from '../../base/registry';
import { asha } from './asha';
import { randomSearch } from './random';
import { tpe } from './tpe';

export const searchMethods = new Registry('search method', [randomSearch, tpe, asha]);
