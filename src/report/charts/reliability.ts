import type { TopLevelSpec } from 'vega-lite';
import { reliability } from '../../evaluation/probability';
import type { ResultSet } from '../../experiment/result';
import { PALETTE } from '../chart';
import { summarise } from '../summary';

const COLUMNS = 3;
/** The longest title, in characters, that a panel has room for in one line. */
const TITLE = 32;

/**
 * How often what was predicted with a probability comes true, by bins of equally many examples; a panel a
 * model, on log scales, which have no place for bins without a positive. Controls are left out; undefined when nothing is left.
 */
export function reliabilityChart(set: ResultSet): TopLevelSpec | undefined {
  const rows = summarise(set).rows.filter(({ control, name }) => !control && name !== 'majority');
  const panels = rows.map(({ title, score }) => {
    const bins = reliability(score, set.test.label);
    return { title, drawn: bins.filter(({ positiveRate, meanScore }) => positiveRate > 0 && meanScore > 0) };
  });
  const ends = panels.flatMap(({ drawn }) => drawn.flatMap(({ meanScore, positiveRate }) => [meanScore, positiveRate]));
  if (ends.length === 0) return undefined;
  const domain = [Math.min(...ends) / 1.2, Math.min(1, Math.max(...ends) * 1.2)];
  const axis = (field: string, title: string) => ({
    field,
    type: 'quantitative',
    title,
    scale: { type: 'log', domain, nice: false },
    axis: { format: '.2~%', tickCount: 4, labelOverlap: true },
  });
  return {
    title: {
      text: set.experiment.title,
      subtitle: 'ensemble of the seeds · dashed: perfectly calibrated · bins without a positive are not drawn',
    },
    columns: COLUMNS,
    concat: panels.map(({ title, drawn }) => ({
      title: { text: linesOf(title), fontSize: 11, fontWeight: 'normal', offset: 6 },
      width: 190,
      height: 190,
      layer: [
        {
          data: { values: domain.map((at) => ({ at })) },
          mark: { type: 'line', strokeDash: [4, 3], color: '#666666', strokeWidth: 1 },
          encoding: { x: axis('at', 'mean predicted probability'), y: axis('at', 'share of positives') },
        },
        {
          data: { values: drawn },
          mark: { type: 'line', point: { size: 30, color: PALETTE[0] }, strokeWidth: 1.4, color: PALETTE[0] },
          encoding: {
            x: axis('meanScore', 'mean predicted probability'),
            y: axis('positiveRate', 'share of positives'),
          },
        },
      ],
    })),
  } as TopLevelSpec;
}

/** Breaks a title between words into lines that fit over a panel. */
function linesOf(title: string): string[] {
  const lines = [''];
  for (const word of title.split(' ')) {
    const last = lines[lines.length - 1];
    const longer = last ? `${last} ${word}` : word;
    if (longer.length <= TITLE || !last) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}
