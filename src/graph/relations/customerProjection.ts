import { customersOfItems } from './affiliation';
import { project } from './project';
import { PROJECTION, tiesOfCustomers } from './projection';
import { defineRelation } from './relation';

export const customerProjection = defineRelation({
  ...PROJECTION,
  name: 'customer-projection',
  summary: 'customers tied by the items that both bought',
  between: 'customers',
  build: (graph, options) => tiesOfCustomers(graph, project(customersOfItems(graph), options), 'item', options),
});
