import { InputError } from '../../base/errors';

/** @throws InputError for heads that do not share the channels evenly */
export function checkHeads(layer: string, heads: number, channels: number): void {
  if (channels % heads !== 0)
    throw new InputError(
      `${heads} heads for ${channels} channels`,
      `graph layer ${layer}`,
      'heads that divide the channels',
    );
}
