import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder for the tests of the enclosing `describe`, removed after them; call the result for its path. */
export function temporaryFolder(): () => string {
  let path = '';
  before(() => {
    path = mkdtempSync(join(tmpdir(), 'ledgerwalk-'));
  });
  after(() => rmSync(path, { recursive: true }));
  return () => path;
}
