import { itemsOfCustomers } from './affiliation';
import { project } from './project';
import { PROJECTION, tiesOfItems } from './projection';
import { defineRelation } from './relation';

export const itemProjection = defineRelation({
  ...PROJECTION,
  name: 'item-projection',
  summary: 'items tied by the customers who bought both',
  between: 'items',
  build: (graph, options) => tiesOfItems(graph, project(itemsOfCustomers(graph), options), 'customer', options),
});
