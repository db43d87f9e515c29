import type { UndirectedGraph } from 'graphology';
import { PALETTE } from '../chart';
import { forceLayout } from './layout';
import type { ItemAttributes, TieAttributes } from './projection';

/** A graph with a place, a size and a colour for every node: what page and picture draw. */
export interface Drawing {
  readonly title: string;
  /** What is shown, in one line. */
  readonly subtitle: string;
  readonly nodes: readonly DrawnNode[];
  readonly ties: readonly {
    readonly source: number;
    readonly target: number;
    readonly weight: number;
    readonly together: number;
  }[];
  readonly communities: readonly { readonly color: string; readonly size: number; readonly name: string }[];
}

export interface DrawnNode {
  readonly id: string;
  readonly name: string;
  readonly customers: number;
  readonly community: number;
  /** From 0 to 1. */
  readonly x: number;
  readonly y: number;
  readonly radius: number;
}

/** @param nameOf id and name of an item by its number */
export function draw(
  graph: UndirectedGraph<ItemAttributes, TieAttributes>,
  nameOf: (index: number) => { id: string; name: string },
  title: string,
  subtitle: string,
): Drawing {
  const places = forceLayout(graph);
  const keys = graph.nodes();
  const points = keys.map((key) => places.get(key)!);
  const [left, width] = extent(points.map(([x]) => x));
  const [top, height] = extent(points.map(([, y]) => y));
  const scale = Math.max(width, height) || 1;
  const most = Math.max(1, ...graph.mapNodes((_, { customers }) => customers));
  const nodes = keys.map((key, i) => {
    const { index, customers, community } = graph.getNodeAttributes(key);
    return {
      ...nameOf(index),
      customers,
      community,
      x: (points[i][0] - left + (scale - width) / 2) / scale,
      y: (points[i][1] - top + (scale - height) / 2) / scale,
      radius: 3 + 9 * Math.sqrt(customers / most),
    };
  });
  const number = new Map(keys.map((key, i) => [key, i]));
  const count = Math.max(-1, ...nodes.map(({ community }) => community)) + 1;
  return {
    title,
    subtitle,
    nodes,
    ties: graph.mapEdges((_, { weight, together }, source, target) => ({
      source: number.get(source)!,
      target: number.get(target)!,
      weight,
      together,
    })),
    communities: Array.from({ length: count }, (_, community) => {
      const members = nodes.filter((node) => node.community === community);
      const [largest] = [...members].sort((a, b) => b.customers - a.customers);
      // Colours that can be told apart are few: small communities share the last one, grey.
      const color = PALETTE[Math.min(community, PALETTE.length - 1)];
      return { color, size: members.length, name: largest.name };
    }),
  };
}

function extent(values: readonly number[]): [least: number, width: number] {
  const least = Math.min(...values);
  return [least, Math.max(...values) - least];
}
