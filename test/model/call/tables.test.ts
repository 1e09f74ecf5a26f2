import { describe, expect, it } from 'vitest';
import { AttemptTable } from '../../../src/model/call/attempt-table.ts';
import { CallTable } from '../../../src/model/call/call-table.ts';
import type { Chain } from '../../../src/model/call/chain.ts';
import { SLOTS_AT_A_TIME } from '../../../src/model/call/slots.ts';
import { MOST_IN_PROGRESS, TooMuchError } from '../../../src/model/too-much.ts';

const NO_CHAIN = null as unknown as Chain;

describe.each([
  {
    what: 'attempts',
    table: () => {
      const table = new AttemptTable();
      return { open: () => table.open(), close: (id: number) => table.close(table.at(id)) };
    },
  },
  {
    what: 'calls',
    table: () => {
      const table = new CallTable();
      return { open: () => table.open(NO_CHAIN), close: (id: number) => table.close(table.at(id)) };
    },
  },
])('the table of $what', ({ what, table }) => {
  it('numbers its slots in the order they are first used, across the batches they are made in', () => {
    const { open } = table();
    const ids = Array.from({ length: 3 * SLOTS_AT_A_TIME + 1 }, () => open().id);
    expect(ids).toEqual(ids.map((_, index) => index));
  });

  it('uses the slot that was left last first, and a new one only when none is left', () => {
    const { open, close } = table();
    for (let id = 0; id < SLOTS_AT_A_TIME; id++) open();
    close(5);
    close(2);
    expect([open().id, open().id, open().id]).toEqual([2, 5, SLOTS_AT_A_TIME]);
  });

  it('gives the same numbers to slots used before all of its batch have been', () => {
    const { open, close } = table();
    for (let id = 0; id < 3; id++) open();
    close(1);
    expect([open().id, open().id]).toEqual([1, 3]);
  });

  it('refuses to hold more than a machine can', () => {
    const { open } = table();
    for (let count = 0; count < MOST_IN_PROGRESS; count++) open();
    expect(open).toThrow(TooMuchError);
    expect(open).toThrow(`more than ${MOST_IN_PROGRESS} ${what} are in progress at once`);
  });
});

describe('what policies remember of calls', () => {
  const remembered = (table: CallTable, ids: readonly number[]): readonly number[][] =>
    ids.map(id => {
      const { memory, memoryAt } = table.at(id);
      return [...memory.subarray(memoryAt, memoryAt + 3)];
    });

  /** Each call remembers three numbers of its own. */
  function filled(calls: number): CallTable {
    const table = new CallTable();
    table.reserveMemory(3);
    for (let count = 0; count < calls; count++) {
      const { id, memory, memoryAt } = table.open(NO_CHAIN);
      for (let place = 0; place < 3; place++) memory[memoryAt + place] = 10 * id + place;
    }
    return table;
  }

  const own = (id: number): number[] => [10 * id, 10 * id + 1, 10 * id + 2];
  const some = [0, 1, SLOTS_AT_A_TIME - 1, SLOTS_AT_A_TIME, 5 * SLOTS_AT_A_TIME, 5 * SLOTS_AT_A_TIME + 1];

  it('is kept apart, and kept when there are more calls', () => {
    expect(remembered(filled(6 * SLOTS_AT_A_TIME), some)).toEqual(some.map(own));
  });

  it('is kept when another chain wants to remember more', () => {
    const table = filled(6 * SLOTS_AT_A_TIME);
    table.reserveMemory(5);
    table.reserveMemory(4);
    expect(remembered(table, some)).toEqual(some.map(own));
    expect(new Set(some.map(id => table.at(id).memory)).size).toBe(1);
    expect(table.at(1).memoryAt - table.at(0).memoryAt).toBe(5);
  });
});
