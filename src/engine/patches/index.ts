import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { patchAllocation } from './allocation';
import { patchBatchMatMul } from './batchMatMul';
import { patchConcat } from './concat';
import { patchConv2d } from './conv2d';
import { patchConv2dBackpropFilter } from './conv2dBackpropFilter';
import { patchByDelegation } from './delegates';
import { patchGather } from './gather';
import { patchIdentity } from './identity';
import { patchMaxPoolGrad } from './maxPoolGrad';
import { patchSlice } from './slice';
import { patchSum } from './sum';
import { patchTanh } from './tanh';
import { patchTile } from './tile';
import { patchUnsortedSegmentSum } from './unsortedSegmentSum';

export { registerGradients } from './gradients';

/** Puts right what tfjs's running WASM engine lacks, does wrong or does slowly; the file of each patch says which. */
export function patchWasm(): void {
  patchAllocation(tf.backend() as BackendWasm);
  patchUnsortedSegmentSum();
  patchConv2d();
  patchConv2dBackpropFilter();
  patchMaxPoolGrad();
  patchByDelegation();
  patchBatchMatMul();
  patchSum();
  patchIdentity();
  patchConcat();
  patchSlice();
  patchTanh();
  patchGather();
  patchTile();
}
