/** Options that a feature family cannot do without, by its name; the attributes are those of `logOf`. */
export const needed: Readonly<Record<string, Record<string, unknown>>> = {
  attributes: {
    attributes: ['discount', 'city', 'age', 'kind', 'weight', { attribute: 'channel', oneHot: ['a', 'z'] }],
  },
};
