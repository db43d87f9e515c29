import { Registry } from '../../base/registry';
import { cnn } from './cnn';
import { cnnLstm } from './cnnLstm';
import { gru } from './gru';
import { lstm } from './lstm';
import { poolingOver } from './pooling';
import { selfAttention } from './selfAttention';
import { setAttention } from './setAttention';

export const encoders = new Registry('sequence encoder', [cnn, cnnLstm, gru, lstm, selfAttention, setAttention]);
encoders.add(poolingOver(encoders));
