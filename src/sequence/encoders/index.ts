import { Registry } from '../../base/registry';
import { gru } from './gru';
import { lstm } from './lstm';
import { selfAttention } from './selfAttention';
import { setAttention } from './setAttention';

export const encoders = new Registry('sequence encoder', [gru, lstm, selfAttention, setAttention]);
