import { searchMethods } from '../../src/search/methods';
import { searchMethodLaws } from '../../src/testing/searchMethod';
import { obeys } from './obeys';

obeys('search method', searchMethods.all, searchMethodLaws);
