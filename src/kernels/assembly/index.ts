export { adam, sumOfSquares } from './adam';
export { attend, attendMeans, attendToReceivers, attendToSenders } from './attention';
export { biasedWalks, filterEdges } from './biasedWalks';
export { binValues } from './bins';
export { gruBackward, gruForward } from './gru';
export { sumByBin } from './histogram';
export { lstmBackward, lstmForward } from './lstm';
export { maximum, maximumBack } from './maximum';
export { edgeProducts, spmm } from './sparse';
export { skipGram } from './skipgram';
export { temporalWalks } from './temporalWalks';
export { addTree } from './trees';
export { randomWalks } from './walks';

/** Where free memory begins. */
export function heapBase(): usize {
  return __heap_base;
}
