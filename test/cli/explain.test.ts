import { describe, expect, it } from 'vitest';
import { runCommandLine } from '../../src/cli/command-line.ts';
import { recordedHost } from './host.ts';

const brownout = async (...words: readonly string[]) => {
  const host = recordedHost();
  const exitCode = await runCommandLine(words, host);
  return { exitCode, output: host.written.stdout, errors: host.written.stderr };
};

describe('brownout explain', () => {
  it('tells the load at rest, what goes wrong and what each mitigation changes', async () => {
    const { exitCode, output } = await brownout('explain', 'scenarios/retry-storm.yaml');
    expect(exitCode).toBe(0);
    expect(output).toMatch(/orders-db +1 +16 +8ms +900 +2000 +45 % +×12/);
    expect(output).toContain('slow-db: at 2m, for 30s: slow: { service: orders-db, factor: 8 }');
    expect(output).toContain('services.orders.calls.orders-db.retry.budget: nothing → 10%');
    expect(output.split('\n').filter(line => line.length > 80)).toEqual([]);
  });

  it('takes what the command line changes into account', async () => {
    const words = ['explain', 'scenarios/retry-storm.yaml', '--set', 'services.orders-db.replicas=2', '--seed', '9'];
    const { output } = await brownout(...words);
    expect(output).toMatch(/orders-db +2 +32 +8ms +900 +4000 +22.5 %/);
    expect(output.replaceAll(/\s+/g, ' ')).toContain('seed 9');
  });

  it('prints JSON and nothing else when asked', async () => {
    const { output } = await brownout('explain', 'scenarios/retry-storm.yaml', '--json');
    expect(JSON.parse(output)).toMatchObject({ schema: 'brownout/explanation/v1', name: 'retry-storm' });
  });

  it('of a wrong setting says what is wrong and exits with 2', async () => {
    const { exitCode, output, errors } = await brownout(
      'explain',
      'scenarios/retry-storm.yaml',
      '--set',
      'services.x=1',
    );
    expect([exitCode, output]).toEqual([2, '']);
    expect(errors).toMatch(/BR\d+/);
  });
});

describe('brownout explain CODE', () => {
  it('says what a problem means, what it looks like and what to do', async () => {
    const { exitCode, output } = await brownout('explain', 'br052');
    expect(exitCode).toBe(0);
    expect(output).toMatch(
      /^BR052: Retry without budget or breaker \(warning\)\n\n {2}shop\.yaml:\d+:\d+: warning BR052/,
    );
    expect(output).toMatch(/\nWhat to do: .*budget/);
    expect(output).not.toMatch(/\]\(/);
  });

  it('knows which code was probably meant', async () => {
    const { exitCode, errors } = await brownout('explain', 'BR02');
    expect([exitCode, errors]).toEqual([2, expect.stringContaining('did you mean BR0')]);
  });

  it('does not mix codes and files', async () => {
    const { exitCode, errors } = await brownout('explain', 'BR052', 'scenarios/retry-storm.yaml');
    expect([exitCode, errors]).toEqual([2, expect.stringContaining('either codes or files')]);
  });

  it('is what validate points to, at the worst of what it found', async () => {
    const { output } = await brownout('validate', 'scenarios/retry-storm.yaml');
    expect(output).toMatch(/warnings?\nMore about a code: brownout explain BR\d{3}\n$/);
  });
});

describe('brownout presets', () => {
  it('lists the systems and what they have values for', async () => {
    const { exitCode, output } = await brownout('presets');
    expect(exitCode).toBe(0);
    expect(output).toMatch(/^resilience4j +Resilience4j: retry, breaker, bulkhead$/m);
    expect(output.split('\n').filter(line => line.length > 80)).toEqual([]);
  });

  it('shows the values of one with their source and version, as a scenario would write them', async () => {
    const { output } = await brownout('presets', 'show', 'hystrix');
    expect(output).toMatch(/^source: /m);
    expect(output).toMatch(/^version: /m);
    expect(output).toMatch(/^ {2}breaker:\n/m);
  });

  it('need no word "show" to show one', async () => {
    expect(await brownout('presets', 'hystrix')).toEqual(await brownout('presets', 'show', 'hystrix'));
  });

  it('knows what was probably meant', async () => {
    const { exitCode, errors } = await brownout('presets', 'show', 'envoi');
    expect(exitCode).toBe(2);
    expect(errors).toContain('did you mean "envoy"?');
  });
});
