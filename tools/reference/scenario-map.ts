/**
 * scenarios/README.md: the shipped scenarios by what they are about, and by cause and remedy. All of it is read off the
 * files: what a scenario is about is told by the words it uses, so that a new file finds its places by itself.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { markdownTable, prose } from '../../src/report/markdown-text.ts';
import { CASCADE_CAUSES, REMEDIES } from '../../src/scenario/schema/schema.ts';

export interface Shipped {
  readonly name: string;
  readonly title: string;
  readonly document: Document;
}

interface Document {
  readonly mitigations?: Readonly<Record<string, Mitigation>>;
}

interface Mitigation {
  readonly answers?: string | readonly string[];
  readonly remedy?: string | readonly string[];
}

/** What a reader may look for, and the keys, anywhere in a file, that show it. */
const SUBJECTS: readonly (readonly [title: string, keys: readonly string[]])[] = [
  ['Zones, machines and what they share', ['zone', 'zones', 'nodes', 'shared']],
  ['Containers and virtual machines', ['runtime', 'orchestrator', 'memory', 'autoscaler', 'image']],
  ['Service discovery', ['discovery', 'register']],
  ['Heartbeats, leases and failure detectors', ['heartbeat', 'phi', 'electionTimeout']],
  ['Clusters, failover and replication', ['cluster', 'replication']],
  ['Health checks and outlier detection', ['healthCheck', 'outlierDetection']],
  ['Caches', ['cache', 'flush']],
  ['Message queues', ['messages']],
  ['Monitoring, people and repair', ['monitors', 'people', 'crews']],
  ['Faults at random: chaos, wear, poison', ['random', 'mtbf', 'poison']],
  ['Overload', ['surge', 'shed', 'concurrencyLimit', 'throttle', 'dimmer']],
];

/** Files whose name has the year of what happened. */
const INCIDENT = /-(?:19|20)\d\d-/;

export function scenarioMap(): string {
  return mapOf(shippedScenarios(fileURLToPath(new URL('../../scenarios/', import.meta.url))));
}

function shippedScenarios(folder: string): Shipped[] {
  return readdirSync(folder)
    .filter(file => file.endsWith('.yaml'))
    .map(file => {
      const document = parse(readFileSync(`${folder}${file}`, 'utf8'));
      const name = file.replace(/\.yaml$/, '');
      return { name, title: document.title ?? name, document };
    });
}

/** Links are to files beside it and in reports/. */
export function mapOf(shipped: readonly Shipped[]): string {
  const all = shipped.toSorted((one, other) => (one.name < other.name ? -1 : 1));
  const subjects = SUBJECTS.map(([title, keys]) =>
    section(
      title,
      all.filter(each => mentions(each.document, keys)),
    ),
  );
  const incidents = all.filter(({ name }) => INCIDENT.test(name));
  return [
    HEAD,
    '',
    ...crossing(all),
    ...section('Reconstructions of public incidents', incidents),
    ...subjects.flat(),
    ...causeSections(all),
    ...section('All', all),
    '',
  ].join('\n');
}

const HEAD = `# The shipped scenarios

Made by \`npm run generate\` from the files here: a scenario stands wherever its own words put it, mostly in several places.
Its first comment says what it is about, what to expect, and where that is from; its report says what came of it.
[The matrix](../reports/matrix.md) has what each remedy was worth.

## Remedies and causes

Where a remedy (down) is tried against a cause of cascading failures (across).`;

function causeSections(all: readonly Shipped[]): string[] {
  return CASCADE_CAUSES.flatMap(cause =>
    section(
      `Against ${words(cause)}`,
      all.filter(each => trials(each).some(trial => listed(trial.answers).includes(cause))),
    ),
  );
}

/** What a remedy's row says of a cause, in the order of the names. */
function crossing(all: readonly Shipped[]): string[] {
  const columns = CASCADE_CAUSES.map(cause => ({
    head: words(cause),
    align: 'left' as const,
    cells: REMEDIES.map(remedy =>
      all
        .filter(each =>
          trials(each).some(
            ({ answers, remedy: kinds }) => listed(answers).includes(cause) && listed(kinds).includes(remedy),
          ),
        )
        .map(({ name }) => `[${name}](${name}.yaml)`)
        .join(', '),
    ),
  }));
  return markdownTable([{ head: 'remedy', align: 'left', cells: REMEDIES.map(words) }, ...columns]);
}

function section(title: string, members: readonly Shipped[]): string[] {
  if (members.length === 0) return [];
  const lines = members.map(
    ({ name, title: about }) => `- [${name}](${name}.yaml): ${prose(about)} ([report](../reports/${name}.md))`,
  );
  return ['', `## ${title}`, '', ...lines];
}

const trials = ({ document }: Shipped): readonly Mitigation[] => Object.values(document.mitigations ?? {});

const listed = (value: string | readonly string[] | undefined): readonly string[] =>
  value === undefined ? [] : [value].flat();

const words = (name: string): string => name.replaceAll('-', ' ');

/** Whether one of the keys is anywhere in the file; names that users chose are taken for keys too, which does little harm. */
function mentions(value: unknown, keys: readonly string[]): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (Array.isArray(value)) return value.some(each => mentions(each, keys));
  return Object.entries(value).some(([key, inner]) => keys.includes(key) || mentions(inner, keys));
}
