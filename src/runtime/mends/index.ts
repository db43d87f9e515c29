/** Puts right what tfjs's WASM engine lacks, does wrong or does slowly; each mend's file says which. */
export function mendWasm(): void {}
