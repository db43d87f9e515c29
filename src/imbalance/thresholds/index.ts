import { Registry } from '../../base/registry';
import { capacity } from './capacity';
import { cost } from './cost';
import { f1 } from './f1';
import { fixed } from './fixed';
import { precision } from './precision';

export const thresholds = new Registry('threshold rule', [f1, fixed, cost, precision, capacity]);
