import { startEngine } from '../src/runtime/engine';

/** Starts the engine before all tests (LEDGERWALK_BACKEND picks which) and says which one runs. */
export const mochaHooks = {
  async beforeAll(): Promise<void> {
    console.log(`  ${(await startEngine()).describe()}`);
  },
};
