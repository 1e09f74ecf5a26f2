/** Workflow commands that make GitHub Actions show a message at its line of a pull request. */
import { visible } from '../scenario/problems/visible.ts';
import type { Host } from './host.ts';

export interface Annotation {
  readonly severity: 'error' | 'warning';
  readonly file: string;
  readonly line?: number;
  readonly column?: number;
  readonly message: string;
}

/** Writes annotations to stderr when running in GitHub Actions, else nothing. */
export function annotate(host: Host, annotations: readonly Annotation[]): void {
  if (host.environment.GITHUB_ACTIONS !== 'true') return;
  for (const annotation of annotations) host.stderr.write(visible(`${workflowCommand(annotation)}\n`));
}

export function workflowCommand({ severity, file, line, column, message }: Annotation): string {
  const place = [`file=${property(file)}`];
  if (line !== undefined) place.push(`line=${line}`);
  if (column !== undefined) place.push(`col=${column}`);
  return `::${severity} ${place.join(',')}::${data(message)}`;
}

const data = (text: string): string => text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');

const property = (text: string): string => data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
