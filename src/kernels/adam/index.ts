import { compiledKernels } from '../compiled';
import { adamCompiled } from './compiled';
import { adamPlain } from './plain';
import type { AdamArrays, AdamRates } from './types';

/**
 * A step of Adam (Kingma and Ba, ICLR 2015), the t-th, counted from 1:
 *
 *   m' = β₁ m + (1 − β₁) g,  v' = β₂ v + (1 − β₂) g²,  w' = w − α m' / (1 − β₁ᵗ) / (√(v' / (1 − β₂ᵗ)) + ε)
 */
export function adamStep(arrays: AdamArrays, rates: AdamRates, t: number): void {
  const kernels = compiledKernels();
  if (kernels) adamCompiled(kernels, arrays, rates, t);
  else adamPlain(arrays, rates, t);
}
