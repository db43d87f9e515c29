import type { AbstractGraph, Attributes } from 'graphology-types';
import { xmlText } from './xmlText';

const TYPES = { boolean: 'boolean', number: 'double', string: 'string' } as const;
type Kind = keyof typeof TYPES;

/**
 * A graph as GraphML (Brandes et al., GD 2001), one line a node or edge. Attributes that are texts, numbers or truth
 * values are written, each as one type; one that holds several types is text.
 */
export function toGraphMl(graph: AbstractGraph): string {
  const nodes = keysOf('n', (visit) => graph.forEachNode((_, attributes) => visit(attributes)));
  const edges = keysOf('e', (visit) => graph.forEachEdge((_, attributes) => visit(attributes)));
  const lines = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">',
    ...declarations('node', nodes),
    ...declarations('edge', edges),
    // Readers heed an edge that says it is directed, not all of them one that says it is not.
    '<graph edgedefault="undirected">',
  ];
  graph.forEachNode((node, attributes) => {
    lines.push(`<node id="${escaped(node)}">${data(nodes, attributes)}</node>`);
  });
  graph.forEachEdge((_edge, attributes, source, target, _source, _target, isUndirected) => {
    const ends = `source="${escaped(source)}" target="${escaped(target)}"`;
    lines.push(`<edge ${ends}${isUndirected ? '' : ' directed="true"'}>${data(edges, attributes)}</edge>`);
  });
  return [...lines, '</graph>', '</graphml>', ''].join('\n');
}

interface Key {
  readonly id: string;
  readonly kind: Kind;
}

/** The attributes that there are, by name. */
function keysOf(prefix: string, forEach: (visit: (attributes: Attributes) => void) => void): Map<string, Key> {
  const kinds = new Map<string, Kind>();
  forEach((attributes) => {
    for (const [name, value] of Object.entries(attributes)) {
      const kind = typeof value;
      if (!(kind in TYPES)) continue;
      const known = kinds.get(name);
      kinds.set(name, known === undefined || known === kind ? (kind as Kind) : 'string');
    }
  });
  return new Map([...kinds].map(([name, kind], i) => [name, { id: `${prefix}${i}`, kind }]));
}

function declarations(owner: 'node' | 'edge', keys: ReadonlyMap<string, Key>): string[] {
  return [...keys].map(
    ([name, { id, kind }]) =>
      `<key id="${id}" for="${owner}" attr.name="${escaped(name)}" attr.type="${TYPES[kind]}"/>`,
  );
}

function data(keys: ReadonlyMap<string, Key>, attributes: Attributes): string {
  return [...keys]
    .filter(([name]) => attributes[name] !== undefined && attributes[name] !== null)
    .map(([name, { id }]) => `<data key="${id}">${escaped(String(attributes[name]))}</data>`)
    .join('');
}

function escaped(text: string): string {
  return xmlText(text)
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, '&quot;')
    .replace(/[\t\n\r]/g, (character) => `&#${character.charCodeAt(0)};`);
}
