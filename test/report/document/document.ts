import type { TopLevelSpec } from 'vega-lite';
import { PALETTE } from '../../../src/report/chart';
import type { Document } from '../../../src/report/document/document';

export const HOSTILE = '</style><script>document.title = 1</script>{{style}} & "more"';

/** A chart with a part that is clipped, so that its drawing has ids. */
export const chart = (title: string): TopLevelSpec => ({
  title,
  width: 300,
  height: 120,
  data: {
    values: [
      { x: 1, y: 1 },
      { x: 2, y: 3 },
      { x: 9, y: 9 },
    ],
  },
  mark: { type: 'line', clip: true, color: PALETTE[0] },
  encoding: {
    x: { field: 'x', type: 'quantitative', scale: { domain: [0, 4] } },
    y: { field: 'y', type: 'quantitative' },
  },
});

/** A report with one of everything, some of it twice. */
export const report: Document = {
  title: 'Tea & *cups*',
  lead: 'Who drinks what? `npm run study -- tea` tells.',
  sections: [
    {
      title: 'First',
      blocks: [
        `Prose with **weight**. ${HOSTILE}`,
        { list: ['one', HOSTILE] },
        {
          name: 'drinkers',
          caption: 'Drinkers of *tea*',
          table: {
            header: ['model', 'AUC', 'AP, ensemble [95 %]'],
            align: ['l', 'r', 'r'],
            blocks: [
              [
                [HOSTILE, { value: '0.812', spread: '± 0.010', best: true }, '0.4, in all'],
                ['majority', { value: '0.500' }, '–'],
              ],
              [],
              [['a control', { value: '0.501' }, '–']],
            ],
          },
          notes: ['Made up.'],
        },
        { title: 'Inside', blocks: ['Deeper.', { name: 'curve', caption: 'A curve', figure: chart('one') }] },
      ],
    },
    { title: 'Second', blocks: [{ name: 'other-curve', caption: 'Another', figure: chart('two') }] },
  ],
};
