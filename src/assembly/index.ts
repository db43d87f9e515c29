export { adam, sumOfSquares } from './adam';
export { attend, attendMeans, attendToReceivers, attendToSenders } from './attention';
export { binValues } from './bins';
export { gruBackward, gruForward } from './gru';
export { sumByBin } from './histogram';
export { lstmBackward, lstmForward } from './lstm';
export { spmmMax, spmmMaxBack } from './spmmMax';
export { firstOrderWalks } from './firstOrderWalks';
export { filterEdges, secondOrderWalks } from './secondOrderWalks';
export { spmm } from './spmm';
export { skipGram } from './skipGram';
export { temporalWalks } from './temporalWalks';
export { addTree } from './trees';

/** Where free memory begins. */
export function heapBase(): usize {
  return __heap_base;
}
