import { z } from 'zod';
import { datasets, tasks } from '../datasets';
import type { Component } from '../src/base/component';
import type { Registry } from '../src/base/registry';
import { controls } from '../src/data/controls';
import { families } from '../src/features';
import { branches } from '../src/fusion/branches';
import { operators } from '../src/fusion/operators';
import { graphLayers } from '../src/graph/layers';
import { graphPretexts } from '../src/graph/pretext';
import { relations } from '../src/graph/relations';
import { samplers } from '../src/graph/sampling';
import { scorers } from '../src/graph/scorers';
import { weightings } from '../src/graph/weightings';
import { losses } from '../src/imbalance/losses';
import { resamplers } from '../src/imbalance/resampling';
import { learners } from '../src/learners';
import { searchMethods } from '../src/search/methods';
import { augmentations } from '../src/sequence/augmentations';
import { encoders } from '../src/sequence/encoders';
import { pretexts } from '../src/sequence/pretext';
import { schedules } from '../src/training/schedules';
import { experiments } from './experiments';

const REGISTRIES: readonly Registry<Component>[] = [
  experiments,
  datasets,
  tasks,
  learners,
  branches,
  encoders,
  pretexts,
  augmentations,
  graphLayers,
  relations,
  samplers,
  graphPretexts,
  operators,
  families,
  scorers,
  weightings,
  losses,
  resamplers,
  schedules,
  controls,
  searchMethods,
];

/** Every experiment and component by kind, each with its options and their defaults. */
export function catalogue(): string {
  return REGISTRIES.map(catalogueOf).join('\n\n');
}

/** The entries of one kind, each with its options and their defaults. */
export function catalogueOf(registry: Registry<Component>): string {
  return [plural(registry.kind), ...registry.all.map((entry) => indent(describe(entry)))].join('\n');
}

function plural(kind: string): string {
  if (kind.endsWith('y')) return `${kind.slice(0, -1)}ies`;
  return `${kind}${/(s|ch)$/.test(kind) ? 'es' : 's'}`;
}

function describe({ name, summary, options }: Component): string {
  return [`${name}: ${summary}`, ...optionLines(options).map(indent)].join('\n');
}

/** One line an option: its name, what it takes and its default; below it, indented, the options inside. */
function optionLines(schema: z.ZodType): string[] {
  const json = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as JsonSchema;
  return linesOf(json, schema instanceof z.ZodObject ? schema.shape : {});
}

function linesOf({ properties = {}, required = [] }: JsonSchema, shape: Readonly<Record<string, z.ZodType>>): string[] {
  return Object.entries(properties).flatMap(([name, property]) => {
    const option = shape[name];
    // The JSON schema leaves out the defaults of what is completed on the way.
    const value = option instanceof z.ZodDefault ? option.def.defaultValue : property.default;
    const standard = value === undefined ? '' : ` = ${JSON.stringify(value)}`;
    const forms = [property, ...(property.anyOf ?? []), ...(property.oneOf ?? [])].filter((one) => !isComponent(one));
    return [
      `${name}: ${typeOf(property)}${standard}${required.includes(name) ? ', required' : ''}`,
      ...forms.flatMap((form) => linesOf(form, {})).map(indent),
    ];
  });
}

/** Whether it is what names a component: whose options stand with the component. */
function isComponent({ properties }: JsonSchema): boolean {
  return Object.keys(properties ?? {}).join() === 'name';
}

interface JsonSchema {
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly items?: JsonSchema;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly default?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
}

function typeOf(schema: JsonSchema): string {
  const several = schema.anyOf ?? schema.oneOf;
  if (several) return [...new Set(several.map(typeOf))].join(' | ');
  if (schema.enum) return schema.enum.map((one) => JSON.stringify(one)).join(' | ');
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.type === 'array') return `list of ${schema.items ? typeOf(schema.items) : 'anything'}`;
  if (schema.type === 'object' && isComponent(schema)) return '{name, …}';
  return schema.type ?? 'anything';
}

function indent(text: string): string {
  return text.replace(/^/gm, '  ');
}
