import { basketsOf } from './affiliation';
import { project } from './project';
import { PROJECTION, tiesOfItems } from './projection';
import { defineRelation } from './relation';

export const coBasket = defineRelation({
  ...PROJECTION,
  name: 'co-basket',
  summary: 'items tied by the baskets that held both',
  between: 'items',
  build: (graph, options) => tiesOfItems(graph, project(basketsOf(graph), options), 'basket', options),
});
