export { sumByBin } from './histogram';
export { lstmBackward, lstmForward } from './lstm';
export { spmm } from './sparse';
export { skipGram } from './skipgram';

/** Where free memory begins. */
export function heapBase(): usize {
  return __heap_base;
}
