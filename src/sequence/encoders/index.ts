import { Registry } from '../../base/registry';
import { gruEncoder } from './gru';
import { lstmEncoder } from './lstm';

export const encoders = new Registry('sequence encoder', [gruEncoder, lstmEncoder]);
