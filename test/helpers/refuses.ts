import assert from 'node:assert/strict';
import { InputError } from '../../src/base/errors';

/** Asserts that work ends with an InputError whose message matches. */
export function refuses(work: Promise<unknown>, message: RegExp): Promise<void> {
  return assert.rejects(work, (error: Error) => {
    assert.ok(error instanceof InputError, String(error.stack));
    assert.match(error.message, message);
    return true;
  });
}
