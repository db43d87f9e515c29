import { Registry } from '../../base/registry';
import { cnn } from './cnn';
import { cnnLstm } from './cnnLstm';
import { gru } from './gru';
import { lstm } from './lstm';
import { poolingOver } from './pooling';
import { selfAttention } from './selfAttention';

export const encoders = new Registry('sequence encoder', [cnn, cnnLstm, gru, lstm, selfAttention]);
encoders.add(poolingOver(encoders));
