import type { TopLevelSpec } from 'vega-lite';
import { METRICS, type SearchMetric } from '../../search/metric';
import type { Parameter } from '../../search/parameter';
import type { TunedRow } from '../../search/tuning';
import { GREY, PALETTE } from '../chart';

/** What a point stands for, and how it is drawn; later ones lie over earlier ones. */
const KINDS = {
  'shorter training': { color: GREY, shape: 'circle', size: 22 },
  attempt: { color: PALETTE[0], shape: 'circle', size: 35 },
  'as declared': { color: PALETTE[1], shape: 'square', size: 70 },
  best: { color: PALETTE[3], shape: 'diamond', size: 120 },
} as const;
type Kind = keyof typeof KINDS;

const COLUMNS = 3;

/** An attempt as a point of one panel. */
interface Point {
  readonly kind: Kind;
  readonly size: number;
  readonly score: number;
  readonly value: unknown;
}

/** Each searched option against the metric on validation, every attempt a point; undefined where none ended well. */
export function slices({ title, result, startsAsDeclared }: TunedRow, metric: SearchMetric): TopLevelSpec | undefined {
  const { attempts, best, problem } = result;
  if (!best) return undefined;
  const ended = attempts.flatMap((attempt, place) =>
    'metrics' in attempt.run ? [{ ...attempt, place, value: attempt.run.metrics[metric] }] : [],
  );
  const kindOf = ({ place, resource }: (typeof ended)[number]): Kind => {
    if (attempts[place] === best) return 'best';
    if (startsAsDeclared && place === 0) return 'as declared';
    return resource < best.resource ? 'shorter training' : 'attempt';
  };
  const order = Object.keys(KINDS) as Kind[];
  const inOrder = ended
    .map((attempt) => ({ attempt, kind: kindOf(attempt) }))
    .sort((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind));
  const pointsOf = ({ name }: Parameter): Point[] =>
    inOrder.map(({ attempt, kind }) => ({
      kind,
      size: KINDS[kind].size,
      score: attempt.value,
      value: attempt.values[name],
    }));
  const failed = attempts.length - ended.length;
  return {
    title: {
      text: title,
      subtitle: `${METRICS[metric].title} on validation of ${attempts.length} attempts${failed ? `, ${failed} of which failed` : ''}, by the options that were searched`,
    },
    columns: COLUMNS,
    spacing: { row: 14, column: 18 },
    concat: problem.parameters.map((parameter, p) => panel(parameter, pointsOf(parameter), METRICS[metric].title, p)),
  } as TopLevelSpec;
}

function panel(parameter: Parameter, points: readonly Point[], metric: string, place: number) {
  const used = (Object.keys(KINDS) as Kind[]).filter((kind) => points.some((point) => point.kind === kind));
  const kind = (channel: 'color' | 'shape') => ({
    field: 'kind',
    type: 'nominal',
    scale: { domain: used, range: used.map((one) => KINDS[one][channel]) },
    legend: { title: null, orient: 'bottom' },
  });
  return {
    width: 190,
    height: 150,
    data: { values: points },
    mark: { type: 'point', filled: true, opacity: 0.75 },
    encoding: {
      x: xOf(parameter, points),
      y: {
        field: 'score',
        type: 'quantitative',
        title: place % COLUMNS === 0 ? metric : null,
        scale: { zero: false },
        axis: { tickCount: 5 },
      },
      color: kind('color'),
      shape: kind('shape'),
      size: { field: 'size', type: 'quantitative', scale: null, legend: null },
    },
  };
}

function xOf({ name, domain }: Parameter, points: readonly Point[]) {
  const title = titleOf(name);
  if ('choices' in domain) {
    const others = points.map(({ value }) => value).filter((value) => !domain.choices.includes(value as string));
    const sort = [...new Set([...domain.choices, ...others])];
    if (sort.every((value) => typeof value === 'number')) sort.sort((a, b) => Number(a) - Number(b));
    return { field: 'value', type: 'ordinal', title, sort, scale: { domain: sort }, axis: { labelAngle: 0 } };
  }
  const values = points.map(({ value }) => Number(value));
  const ends = [Math.min(domain.low, ...values), Math.max(domain.high, ...values)];
  // What is declared may be 0, which has no logarithm.
  const log = domain.log && ends[0] > 0;
  return {
    field: 'value',
    type: 'quantitative',
    title,
    scale: log ? { type: 'log', domain: ends, nice: false } : { domain: ends, nice: false, zero: false },
    axis: { labelFlush: false, tickCount: log ? 3 : 5, ...(log ? { format: '~g' } : {}) },
  };
}

/** On two lines where it is long: first where the option stands. */
function titleOf(name: string): string | string[] {
  const at = name.lastIndexOf('.', name.lastIndexOf('.') - 1);
  return name.length > 28 && at > 0 ? [`${name.slice(0, at)} …`, name.slice(at + 1)] : name;
}
