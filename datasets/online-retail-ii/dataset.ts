import { fileDataset } from '../../src/data/datasets/dataset';

export const onlineRetailII = fileDataset({
  name: 'online-retail-ii',
  summary: 'two years of a British online shop for gifts, many of its customers wholesalers',
  folder: __dirname,
});
