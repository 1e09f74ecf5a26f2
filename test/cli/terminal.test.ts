import { describe, expect, test } from 'vitest';
import { workflowCommand } from '../../src/cli/annotations.ts';
import { watchInterrupt } from '../../src/cli/interrupt.ts';
import { wantsColour } from '../../src/cli/paint.ts';
import { progressBar, progressFor, progressText } from '../../src/cli/progress.ts';
import { recordedHost } from './host.ts';

describe('colour', () => {
  const terminal = recordedHost({}, true).stdout;
  const pipe = recordedHost({}, false).stdout;

  test.each([
    [{}, terminal, true],
    [{}, pipe, false],
    [{ CI: 'true' }, pipe, false],
    [{ FORCE_COLOR: '1' }, pipe, true],
    [{ FORCE_COLOR: '0' }, terminal, false],
    [{ NO_COLOR: '1' }, terminal, false],
    [{ NO_COLOR: '' }, terminal, true],
    [{ NO_COLOR: '1', FORCE_COLOR: '1' }, terminal, false],
    [{ TERM: 'dumb' }, terminal, false],
  ])('with %j', (environment, stream, wanted) => {
    expect(wantsColour(environment, stream)).toBe(wanted);
  });
});

describe('progress', () => {
  test('says how much is done and how long the rest takes at this pace', () => {
    expect(progressText(21, 50, 21_000)).toBe('21 of 50 runs, 29 s left');
    expect(progressText(1, 200, 1000)).toBe('1 of 200 runs, 3 min 19 s left');
    expect(progressText(0, 50, 1000)).toBe('0 of 50 runs');
    expect(progressText(50, 50, 1000)).toBe('50 of 50 runs');
  });

  test('is a bar that is as full as the work is done', () => {
    expect(progressBar(0, 50)).toBe('╌'.repeat(24));
    expect(progressBar(25, 50)).toBe('━'.repeat(12) + '╌'.repeat(12));
    // Not full before the last run is done.
    expect(progressBar(49, 50)).toBe(`${'━'.repeat(23)}╌`);
    expect(progressBar(50, 50)).toBe('━'.repeat(24));
  });

  test('is one line that is written over, and gone when cleared', () => {
    const host = recordedHost({}, true);
    const progress = progressFor(host, 'storm', false);
    progress.update(1, 4);
    host.time = 50;
    progress.update(2, 4);
    host.time = 3000;
    progress.update(3, 4);
    progress.clear();
    expect(host.written.stderr).toBe(
      `\rstorm ${progressBar(1, 4)} 1 of 4 runs, 1 s left\u001b[K\rstorm ${progressBar(3, 4)} 3 of 4 runs, 1 s left\u001b[K\r\u001b[K`,
    );
    expect(host.written.stdout).toBe('');
  });

  test.each([
    ['in a pipe', recordedHost({}, false), false],
    ['in CI', recordedHost({ CI: 'true' }, true), false],
    ['when quiet', recordedHost({}, true), true],
  ])('is silent %s', (_, host, quiet) => {
    const progress = progressFor(host, 'storm', quiet);
    progress.update(1, 4);
    progress.clear();
    expect(host.written.stderr).toBe('');
  });
});

test('an interrupt is a wish to stop until the watch ends', () => {
  const host = recordedHost();
  const watch = watchInterrupt(host);
  expect(watch.stop.aborted).toBe(false);
  host.interrupt();
  expect(watch.stop.aborted).toBe(true);
  const other = watchInterrupt(host);
  other.end();
  host.interrupt();
  expect(other.stop.aborted).toBe(false);
});

test('an annotation cannot be broken by what it quotes', () => {
  const annotation = {
    severity: 'error',
    file: 'a:b,c.yaml',
    line: 3,
    column: 5,
    message: '100 %\n::warning::x',
  } as const;
  expect(workflowCommand(annotation)).toBe('::error file=a%3Ab%2Cc.yaml,line=3,col=5::100 %25%0A::warning::x');
});
