import { Registry } from '../../base/registry';
import { gat } from './gat';
import { gatv2 } from './gatv2';
import { gcn } from './gcn';
import { gin } from './gin';
import { hgt } from './hgt';
import { pna } from './pna';
import { propagation } from './propagation';
import { rgcn } from './rgcn';
import { sage } from './sage';
import { sageLstm } from './sageLstm';
import { sagePool } from './sagePool';
import { temporalAttention } from './temporalAttention';
import { typedAttention } from './typedAttention';

export const graphLayers = new Registry('graph layer', [
  sage,
  sagePool,
  sageLstm,
  gcn,
  gin,
  gat,
  gatv2,
  pna,
  propagation,
  rgcn,
  typedAttention,
  hgt,
  temporalAttention,
]);
