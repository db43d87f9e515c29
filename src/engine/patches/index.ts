import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { patchAllocation } from './allocation';
import { patchBatchMatMul } from './batchMatMul';
import { patchCast } from './cast';
import { patchClamp } from './clamp';
import { patchConcat } from './concat';
import { patchConv2d } from './conv2d';
import { patchConv2dBackpropFilter } from './conv2dBackpropFilter';
import { patchByDelegation } from './delegates';
import { patchFusedActivation } from './fusedActivation';
import { patchGather } from './gather';
import { patchIdentity } from './identity';
import { patchMaximum } from './maximum';
import { patchPooling } from './pooling';
import { patchSlice } from './slice';
import { patchSum } from './sum';
import { patchTanh } from './tanh';
import { patchTile } from './tile';
import { patchPlainSegmentSum, patchUnsortedSegmentSum } from './unsortedSegmentSum';

export { registerGradients } from './gradients';

/** Puts right what tfjs's plain engine does wrong. */
export function patchPlain(): void {
  patchPlainSegmentSum();
}

/** Puts right what tfjs's running WASM engine lacks, does wrong or does slowly; the file of each patch says which. */
export function patchWasm(): void {
  patchAllocation(tf.backend() as BackendWasm);
  patchUnsortedSegmentSum();
  patchConv2d();
  patchConv2dBackpropFilter();
  patchPooling();
  patchByDelegation();
  patchBatchMatMul();
  patchSum();
  patchIdentity();
  patchConcat();
  patchSlice();
  patchTanh();
  patchGather();
  patchTile();
  patchCast();
  patchClamp();
  patchMaximum();
  patchFusedActivation();
}
