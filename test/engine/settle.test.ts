import { afterEach, describe, expect, it, vi } from 'vitest';
import { settle } from '../../src/engine/settle.ts';

describe('moving what is young together', () => {
  afterEach(() => {
    vi.unstubAllGlobals();
  });

  it('is asked for where the host has a way to', () => {
    const gc = vi.fn();
    vi.stubGlobal('gc', gc);
    settle();
    expect(gc.mock.calls).toEqual([[{ type: 'minor', execution: 'sync' }]]);
  });

  it('is not needed where it has none', () => {
    vi.stubGlobal('gc', undefined);
    expect(settle).not.toThrow();
  });
});
