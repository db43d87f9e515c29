import { extname } from 'node:path';
import { DOMParser } from '@xmldom/xmldom';
import { MultiGraph } from 'graphology';
import * as gexf from 'graphology-gexf';
import * as graphMl from 'graphology-graphml';
import type { AbstractGraph, Attributes } from 'graphology-types';
import { InputError } from '../../base/errors';
import { readBytes, writeAtomically } from '../../base/files';
import { toGraphMl } from './graphMl';
import { xmlText } from './xmlText';

interface Format {
  readonly name: string;
  /** The name of the file's outermost element. */
  readonly root: string;
  write(graph: AbstractGraph): string;
  parse(text: string): AbstractGraph;
}

const FORMATS: Readonly<Record<string, Format>> = {
  '.gexf': {
    name: 'GEXF',
    root: 'gexf',
    write: toGexf,
    parse: (text) => gexf.parse(MultiGraph, text, { respectInputGraphType: true }),
  },
  '.graphml': {
    name: 'GraphML',
    root: 'graphml',
    write: toGraphMl,
    parse: (text) => graphMl.parse(MultiGraph, text),
  },
};

/** The format that a file's ending names. @throws InputError for another ending */
export function graphFormatOf(path: string): Format {
  const format = FORMATS[extname(path).toLowerCase()];
  if (!format) throw new InputError('no format of graphs is called so', path, 'a name that ends in .gexf or .graphml');
  return format;
}

/**
 * Writes a graph with the attributes of its nodes and edges as GEXF or GraphML, which Gephi, Cytoscape and networkx read.
 * Characters that XML cannot hold are written as U+FFFD.
 * @throws InputError when the ending names no format, or the file cannot be written
 */
export function writeGraph(path: string, graph: AbstractGraph): void {
  writeAtomically(path, graphFormatOf(path).write(graph));
}

/**
 * Reads a graph, GEXF or GraphML, directed or not, with the attributes of its nodes and edges.
 * @throws InputError when there is no such file, or it is not of the format that its ending names
 */
export function readGraph(path: string): AbstractGraph {
  const format = graphFormatOf(path);
  const text = readBytes(path)
    .toString('utf8')
    .replace(/^\ufeff/, '');
  const expected = `a ${format.name} file`;
  const fail = (what: string) => new InputError(what, path, expected);
  const root = rootOf(text, fail);
  if (root.localName !== format.root) throw fail(`its outermost element is <${root.tagName}>`);
  if (root.getElementsByTagName('graph').length === 0) throw fail('it holds no <graph>');
  try {
    return format.parse(text);
  } catch (error) {
    // What the parser finds wrong is wrong with the file.
    throw fail((error as Error).message.replace(/^graphology-\w+\/parser: /, '').replace(/\.$/, ''));
  }
}

/** The outermost element of well-formed XML. */
function rootOf(text: string, fail: (what: string) => InputError): Element {
  const refuse = (message: string) => {
    const [, what, line] = /^\[xmldom \w+\]\s*([^\n]*)(?:\s*@#\[line:(\d+))?/.exec(message) ?? [];
    throw fail(line === undefined ? (what ?? message) : `line ${line}: ${what}`);
  };
  const { documentElement } = new DOMParser({
    errorHandler: { warning: () => {}, error: refuse, fatalError: refuse },
  }).parseFromString(text, 'application/xml');
  if (!documentElement) throw fail('it is not XML');
  return documentElement;
}

function toGexf(graph: AbstractGraph): string {
  return gexf.write(graph, {
    pretty: false,
    formatNode: (_key, { label, ...attributes }) => ({
      label: cleaned({ label }).label,
      attributes: cleaned(attributes),
    }),
    formatEdge: (_key, { weight, ...attributes }) => ({ weight, attributes: cleaned(attributes) }),
  });
}

function cleaned(attributes: Attributes): Attributes {
  for (const [name, value] of Object.entries(attributes))
    if (typeof value === 'string') attributes[name] = xmlText(value);
  return attributes;
}
