import { Registry } from '../../base/registry';
import { lstmEncoder } from './lstm';

export const encoders = new Registry('sequence encoder', [lstmEncoder]);
