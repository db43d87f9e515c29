import { GREY, PALETTE } from '../chart';
import { displayName, fullName } from '../displayName';
import { forceLayout } from './layout';
import type { Shape } from './marks';
import type { NodeAttributes, ViewGraph } from './viewGraph';

/** A graph with a place, a size and a mark for every node: what page and picture draw. */
export interface Drawing {
  readonly title: string;
  /** What is shown, in one line. */
  readonly subtitle: string;
  readonly nodes: readonly DrawnNode[];
  readonly ties: readonly DrawnTie[];
  readonly communities: readonly {
    readonly name: string;
    readonly size: number;
    /** Its line of the legend, which says how its nodes are drawn. */
    readonly legend: number;
  }[];
  readonly legend: readonly LegendEntry[];
}

export interface DrawnNode {
  readonly kind: NodeAttributes['kind'];
  readonly id: string;
  /** In full. */
  readonly name: string;
  /** Short enough to stand beside the node. */
  readonly label: string;
  /** Customers of an item, or items of a customer. */
  readonly degree: number;
  readonly community: number;
  /** From 0 to 1. */
  readonly x: number;
  readonly y: number;
  readonly radius: number;
  /** Customers, where there are items beside them. */
  readonly hollow: boolean;
}

export interface DrawnTie {
  readonly source: number;
  readonly target: number;
  /** From 0 to 1, which is the strongest tie of the drawing. */
  readonly weight: number;
  readonly count: number;
}

export interface LegendEntry {
  readonly color: string;
  readonly shape: Shape;
  readonly label: string;
  /** Nodes drawn so. */
  readonly size: number;
}

/** Colours times shapes: the largest so many communities each have a mark of their own. */
const SHAPES: readonly Shape[] = ['circle', 'square', 'triangle'];
const DISTINCT = PALETTE.length * SHAPES.length;

export interface DrawingOptions {
  readonly title: string;
  readonly subtitle: string;
  readonly nameOf: (kind: NodeAttributes['kind'], index: number) => { id: string; name: string };
  /** Told of each step of the layout. */
  readonly onStep?: (done: number, total: number) => void;
}

export async function draw(graph: ViewGraph, { title, subtitle, nameOf, onStep }: DrawingOptions): Promise<Drawing> {
  const nodes = drawNodes(graph, await forceLayout(graph, onStep), nameOf);
  const number = new Map(graph.nodes().map((key, i) => [key, i]));
  const strongest = graph.reduceEdges((most, _edge, { weight }) => Math.max(most, weight), 0);
  return {
    title: fullName(title),
    subtitle: fullName(subtitle),
    nodes,
    ties: graph.mapEdges((_edge, { weight, count }, source, target) => ({
      source: number.get(source)!,
      target: number.get(target)!,
      weight: rounded(weight / strongest, 3),
      count,
    })),
    ...drawCommunities(nodes),
  };
}

function drawNodes(
  graph: ViewGraph,
  places: Awaited<ReturnType<typeof forceLayout>>,
  nameOf: DrawingOptions['nameOf'],
): DrawnNode[] {
  const [left, width] = extent([...places.values()].map(([x]) => x));
  const [top, height] = extent([...places.values()].map(([, y]) => y));
  const scale = Math.max(width, height) || 1;
  const most = graph.reduceNodes((highest, _node, { degree }) => Math.max(highest, degree), 1);
  const isMixed = graph.someNode((_node, { kind }) => kind === 'item');
  // Many nodes need smaller marks, not to cover one another.
  const size = Math.min(1, Math.sqrt(600 / graph.order));
  return graph.mapNodes((key, { kind, index, degree, community }) => {
    const [x, y] = places.get(key)!;
    const { id, name } = nameOf(kind, index);
    const full = fullName(name, fullName(id));
    return {
      kind,
      id: fullName(id),
      name: full,
      label: displayName(full),
      degree,
      community,
      x: rounded((x - left + (scale - width) / 2) / scale, 5),
      y: rounded((y - top + (scale - height) / 2) / scale, 5),
      radius: rounded(Math.max(2, size * (3.5 + 9 * Math.sqrt(degree / most))), 1),
      hollow: kind === 'customer' && isMixed,
    };
  });
}

/** The communities and the legend: a line each for the largest, one for the other ones, one for nodes that are alone. */
function drawCommunities(nodes: readonly DrawnNode[]): Pick<Drawing, 'communities' | 'legend'> {
  const members: DrawnNode[][] = [];
  for (const node of nodes) {
    members[node.community] ??= [];
    members[node.community].push(node);
  }
  const shared = members.filter((list) => list.length > 1).length;
  const distinct = Math.min(shared, DISTINCT);
  const legend: LegendEntry[] = members.slice(0, distinct).map((list, community) => ({
    color: PALETTE[community % PALETTE.length],
    shape: SHAPES[Math.floor(community / PALETTE.length)],
    label: `${displayName(namesake(list).name)} and ${(list.length - 1).toLocaleString('en')} more`,
    size: list.length,
  }));
  const sizeOf = (lists: readonly DrawnNode[][]) => lists.reduce((sum, list) => sum + list.length, 0);
  const others = members.slice(distinct, shared);
  const other = legend.length;
  if (others.length > 0)
    legend.push({
      color: GREY,
      shape: 'diamond',
      label: `${others.length.toLocaleString('en')} smaller communities of ${sizeOf(others).toLocaleString('en')}`,
      size: sizeOf(others),
    });
  const alone = legend.length;
  if (members.length > shared)
    legend.push({
      color: GREY,
      shape: 'circle',
      label: `${(members.length - shared).toLocaleString('en')} alone, each its own community`,
      size: members.length - shared,
    });
  return {
    communities: members.map((list, community) => ({
      name: namesake(list).name,
      size: list.length,
      legend: community < distinct ? community : community < shared ? other : alone,
    })),
    legend,
  };
}

/** A community is called after its most bought item, or without items after the customer who buys the most. */
function namesake(members: readonly DrawnNode[]): DrawnNode {
  const rank = ({ kind, degree }: DrawnNode) => (kind === 'item' ? 1e9 : 0) + degree;
  return members.reduce((best, node) => (rank(node) > rank(best) ? node : best));
}

function extent(values: readonly number[]): [least: number, width: number] {
  let least = Number.POSITIVE_INFINITY;
  let most = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    least = Math.min(least, value);
    most = Math.max(most, value);
  }
  return [least, most - least];
}

function rounded(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
