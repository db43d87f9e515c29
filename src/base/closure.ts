import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, extname, join, sep } from 'node:path';
import ts from 'typescript';
import type { Component } from './component';

/**
 * A hash of the code that decides what some files compute: their own and that of all files that they import, directly
 * or not. It belongs into the key of whatever is kept (a trial, a cached array), so that changed code never finds old
 * results, and unchanged code always does. Not part of it, since they decide nothing:
 *
 * - comments, white space, types, and the wording of errors (the arguments of `new …Error(…)`, the strings of `error: '…'`
 *   and `summary: '…'`);
 * - imported types, and packages;
 * - registries (`new Registry(…)`) and what they list: a configuration names the components that it uses, and their files
 *   (`fileOf`) are to be given here.
 *
 * The compiled kernels are not imported but loaded: with `kernels/code.ts` count all sources in `assembly/`.
 *
 * Files are read once: the code that runs is the one that was loaded.
 * @param files paths of entry files; their order does not matter
 */
export function codeHash(files: readonly string[]): string {
  const closures = [...new Set(files.map(closureHash))].sort();
  return hashOf(closures.join()).slice(0, 16);
}

/**
 * The file of a component: the one that it names, or the one loaded module that exports it.
 * @throws Error when no file exports it
 */
export function fileOf(component: Component): string {
  if (component.file) return component.file;
  const known = files.get(component);
  if (known) return known;
  const holders = Object.values(require.cache).flatMap((module) =>
    module && holds(module, component) ? module.filename : [],
  );
  // A file that passes on another's export imports that file, directly or not.
  const [file] = holders.filter(
    (holder) =>
      !sourceOf(holder).isRegistry && !sourcesOf(holder).some((one) => one !== holder && holders.includes(one)),
  );
  if (!file) {
    throw new Error(
      `no loaded file exports the component "${component.name}": export it from a file of its own, beside no registry, or name its "file"`,
    );
  }
  files.set(component, file);
  return file;
}

const files = new WeakMap<object, string>();

function holds({ filename, exports }: NodeModule, component: object): boolean {
  if (!filename || isForeign(filename)) return false;
  if (exports === component) return true;
  if (typeof exports !== 'object' || exports === null) return false;
  return Object.keys(exports).some((name) => {
    try {
      return (exports as Record<string, unknown>)[name] === component;
    } catch {
      // A module that is still being loaded, and has not got that far.
      return false;
    }
  });
}

/** This project, or the package that it was installed as. */
const HOME = join(__dirname, '..', '..');

/** Whether a file belongs to another package: those are not searched, for looking at an export may run code. */
function isForeign(file: string): boolean {
  const path = file.startsWith(HOME) ? file.slice(HOME.length) : file;
  return path.includes(`${sep}node_modules${sep}`);
}

const closures = new Map<string, string>();

function closureHash(entry: string): string {
  let hash = closures.get(entry);
  if (hash === undefined) {
    const order = sourcesOf(entry);
    if (!order.length) throw new Error(`${entry} makes a registry, which decides nothing`);
    const places = new Map(order.map((file, place) => [file, place]));
    // Files are told apart by their place, not by their path, which is another on every machine.
    const lines = order.map((file) => {
      const { code, imports } = sourceOf(file);
      return `${hashOf(code)} ${imports.map((one) => places.get(one) ?? 'registry').join()}`;
    });
    hash = hashOf(lines.join('\n'));
    closures.set(entry, hash);
  }
  return hash;
}

/** The files of an entry's closure, in the order in which their imports lead to them. */
function sourcesOf(entry: string): string[] {
  const order = new Set<string>();
  const visit = (file: string) => {
    const { imports, isRegistry } = sourceOf(file);
    if (order.has(file) || isRegistry) return;
    order.add(file);
    imports.forEach(visit);
  };
  visit(entry);
  return [...order];
}

interface Source {
  /** What decides something. */
  readonly code: string;
  /** Paths. */
  readonly imports: readonly string[];
  readonly isRegistry: boolean;
}

const sources = new Map<string, Source>();

function sourceOf(file: string): Source {
  let source = sources.get(file);
  if (!source) {
    source = readSource(file);
    sources.set(file, source);
  }
  return source;
}

function readSource(file: string): Source {
  const text = readFileSync(file, 'utf8');
  if (!/\.[cm]?[jt]s$/.test(file)) return { code: text, imports: [], isRegistry: false };
  const tree = ts.createSourceFile(file, text, {
    languageVersion: ts.ScriptTarget.Latest,
    jsDocParsingMode: ts.JSDocParsingMode.ParseNone,
  });
  const code: string[] = [];
  const specifiers: string[] = [];
  let isRegistry = false;
  const visit = (node: ts.Node): void => {
    if (isType(node)) return;
    const specifier = importedBy(node);
    if (specifier?.startsWith('.')) specifiers.push(specifier);
    if (ts.isNewExpression(node)) {
      const name = lastName(node.expression);
      if (name === 'Registry') isRegistry = true;
      if (name.endsWith('Error')) return void code.push('new', name);
    }
    if (isProse(node)) return void code.push('prose');
    if (ts.isToken(node)) return void code.push(text.slice(node.getStart(tree), node.end));
    const children: ts.Node[] = [];
    ts.forEachChild(node, (child) => void children.push(child));
    // Between a node's children are punctuation, keywords and comments, but no strings.
    code.push(`${ts.SyntaxKind[node.kind]}(`);
    let at = node.pos;
    for (const child of children) {
      code.push(withoutComments(text.slice(at, child.pos)));
      visit(child);
      at = child.end;
    }
    code.push(withoutComments(text.slice(at, node.end)), ')');
  };
  visit(tree);
  const imports = specifiers.map((specifier) => resolveImport(file, specifier));
  return { code: code.filter(Boolean).join('\n'), imports: [...imports, ...assemblyOf(file)], isRegistry };
}

function isType(node: ts.Node): boolean {
  if (ts.isImportDeclaration(node)) return importsTypesAlone(node.importClause);
  if (ts.isExportDeclaration(node))
    return node.isTypeOnly || (node.exportClause !== undefined && areTypes(node.exportClause));
  if (ts.isImportSpecifier(node) || ts.isExportSpecifier(node)) return node.isTypeOnly;
  // The class after `extends` is a value.
  if (ts.isExpressionWithTypeArguments(node)) return false;
  return ts.isTypeNode(node) || ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node);
}

function importsTypesAlone(clause: ts.ImportClause | undefined): boolean {
  if (!clause) return false;
  if (clause.phaseModifier === ts.SyntaxKind.TypeKeyword) return true;
  return !clause.name && clause.namedBindings !== undefined && areTypes(clause.namedBindings);
}

function areTypes(names: ts.NamedImportBindings | ts.NamedExportBindings): boolean {
  if (!ts.isNamedImports(names) && !ts.isNamedExports(names)) return false;
  return names.elements.length > 0 && names.elements.every((name) => name.isTypeOnly);
}

/** `Registry` of `new Registry(…)`, and of `new registry_1.Registry(…)`, which the compiler makes of it. */
function lastName(node: ts.Expression): string {
  if (ts.isPropertyAccessExpression(node)) return node.name.text;
  return ts.isIdentifier(node) ? node.text : '';
}

/** A property whose string is for people to read. */
function isProse(node: ts.Node): boolean {
  if (!ts.isPropertyAssignment(node) || !ts.isStringLiteralLike(node.initializer)) return false;
  return ts.isIdentifier(node.name) && ['error', 'summary'].includes(node.name.text);
}

/** The module that a node imports, where it does, and where its name stands there as a string. */
function importedBy(node: ts.Node): string | undefined {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return stringIn(node.moduleSpecifier);
  if (ts.isExternalModuleReference(node)) return stringIn(node.expression);
  if (!ts.isCallExpression(node)) return undefined;
  const { expression, arguments: args } = node;
  const isImport = expression.kind === ts.SyntaxKind.ImportKeyword;
  const isRequire = ts.isIdentifier(expression) && expression.text === 'require';
  return isImport || isRequire ? stringIn(args[0]) : undefined;
}

function stringIn(node: ts.Expression | undefined): string | undefined {
  return node && ts.isStringLiteralLike(node) ? node.text : undefined;
}

function withoutComments(text: string): string {
  return text
    .replace(/\/\*[\s\S]*?\*\/|\/\/.*|^#!.*/g, '')
    .replace(/\s+/g, '')
    .replace(/,(?=[)\]}])/g, '');
}

function resolveImport(from: string, specifier: string): string {
  const path = join(dirname(from), specifier);
  const candidates = [path, `${path}.ts`, `${path}.js`, join(path, 'index.ts'), join(path, 'index.js')];
  const found = candidates.find((one) => existsSync(one) && statSync(one).isFile());
  if (!found) throw new Error(`${from} imports "${specifier}", and no such file is there`);
  return found;
}

/** The sources of the compiled kernels, which `kernels/code.ts` loads. */
function assemblyOf(file: string): string[] {
  if (basename(dirname(file)) !== 'kernels' || basename(file, extname(file)) !== 'code') return [];
  const folder = join(dirname(file), '..', 'assembly');
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith('.ts'))
    .sort()
    .map((name) => join(folder, name));
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
