import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { mendAllocation } from './allocation';
import { mendBatchMatMul } from './batchMatMul';
import { mendConcat } from './concat';
import { mendConv2d } from './conv2d';
import { mendConv2dBackpropFilter } from './conv2dBackpropFilter';
import { mendByDelegation } from './delegates';
import { mendGather } from './gather';
import { mendIdentity } from './identity';
import { mendMaxPoolGrad } from './maxPoolGrad';
import { mendSlice } from './slice';
import { mendSum } from './sum';
import { mendTanh } from './tanh';
import { mendTile } from './tile';
import { mendUnsortedSegmentSum } from './unsortedSegmentSum';

export { mendGradients } from './gradients';

/** Puts right what tfjs's running WASM engine lacks, does wrong or does slowly; each mend's file says which. */
export function mendWasm(): void {
  mendAllocation(tf.backend() as BackendWasm);
  mendUnsortedSegmentSum();
  mendConv2d();
  mendConv2dBackpropFilter();
  mendMaxPoolGrad();
  mendByDelegation();
  mendBatchMatMul();
  mendSum();
  mendIdentity();
  mendConcat();
  mendSlice();
  mendTanh();
  mendGather();
  mendTile();
}
