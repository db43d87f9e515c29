/*
 * Kernels that work on the memory of tfjs's WASM engine, where the tensors are. They must keep nothing in static
 * memory, which is the engine's own.
 */
export { clamp } from './clamp';
export { product, productScratch } from './product';
export { spmm } from './spmm';
export { sumRows } from './sums';
