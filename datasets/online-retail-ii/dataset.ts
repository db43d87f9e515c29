import { fileDataset } from '../../src/data/dataset';

export const onlineRetailII = fileDataset({
  name: 'online-retail-ii',
  description: 'two years of a British online shop for gifts, many of its customers wholesalers',
  folder: __dirname,
});
