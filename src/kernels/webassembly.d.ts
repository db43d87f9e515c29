/** The part of the WebAssembly interface that the kernels use; Node's types leave it to those of browsers. */
declare namespace WebAssembly {
  class Memory {
    constructor(description: { initial: number; maximum: number; shared: true });
    /** Another one after the memory has grown; the one from before stays valid for its part. */
    readonly buffer: SharedArrayBuffer;
    grow(pages: number): number;
  }
  class Module {
    constructor(bytes: Uint8Array);
    static exports(module: Module): { name: string }[];
  }
  class Instance {
    constructor(module: Module, imports: Record<string, Record<string, unknown>>);
    readonly exports: Record<string, unknown>;
  }
  function validate(bytes: Uint8Array): boolean;
}
