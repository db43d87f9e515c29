import type { Component } from '../../src/base/component';
import type { Laws } from '../../src/testing/laws';

/** A test for each component and law. @param given options, for components that their defaults do not make */
export function obeys<C extends Component>(
  kind: string,
  components: readonly C[],
  laws: Laws<C>,
  given: Readonly<Record<string, Record<string, unknown>>> = {},
): void {
  for (const component of components)
    describe(`${kind} ${component.name}`, () => {
      for (const [law, check] of Object.entries(laws)) it(law, async () => check(component, given[component.name]));
    });
}
