import { Registry } from '../../base/registry';
import { beta } from './beta';
import { isotonic } from './isotonic';
import { platt } from './platt';
import { temperature } from './temperature';

export const calibrators = new Registry('calibrator', [platt, isotonic, temperature, beta]);
