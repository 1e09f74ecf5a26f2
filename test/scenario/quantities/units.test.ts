import { describe, expect, test } from 'vitest';
import {
  duration,
  formatDuration,
  guessUnit,
  rate,
  share,
  size,
  type Unit,
} from '../../../src/scenario/quantities/units.ts';

describe('quantities are a number and a unit in one word', () => {
  test.each<[Unit, string, number]>([
    [duration, '250ms', 250e6],
    [duration, '2s', 2e9],
    [duration, '5m', 300e9],
    [duration, '1h', 3600e9],
    [duration, '30d', 30 * 86400e9],
    [duration, '1m30s', 90e9],
    [duration, '1h0m0.5s', 3600.5e9],
    [duration, '7us', 7000],
    [duration, '7µs', 7000],
    [duration, '3ns', 3],
    [duration, '0.4ns', 0],
    [duration, '1.0005ms', 1000500],
    [duration, '0s', 0],
    [rate, '900/s', 900],
    [rate, '60/min', 1],
    [rate, '5/h', 5 / 3600],
    [rate, '0.5/s', 0.5],
    [share, '1%', 0.01],
    [share, '99.9%', 0.999],
    [share, '100%', 1],
    [size, '512MiB', 512 * 1024 * 1024],
    [size, '64KiB', 65536],
  ])('%o reads %s', (unit, text, value) => {
    expect(unit.parse(text)).toBe(value);
    expect(new RegExp(unit.pattern).test(text)).toBe(true);
  });

  test.each<[Unit, string]>([
    [duration, '250'],
    [duration, '250 ms'],
    [duration, '-5ms'],
    [duration, '5M'],
    [duration, '1s 2ms'],
    [duration, 'ms'],
    [duration, '1e3ms'],
    [duration, '.5s'],
    [duration, ''],
    [duration, '10s!'],
    [rate, '900'],
    [rate, '900/'],
    [rate, '900/sec'],
    [rate, '/s'],
    [share, '0.1'],
    [share, '10 %'],
    [share, '%'],
    [size, '512MB'],
    [size, '512'],
  ])('%o does not read %s', (unit, text) => {
    expect(unit.parse(text)).toBeNull();
    expect(new RegExp(unit.pattern).test(text)).toBe(false);
  });

  test.each<[Unit, unknown, string | null]>([
    [duration, 500, '500ms'],
    [duration, 3, '3s'],
    [duration, '500', '500ms'],
    [duration, '5 s', '5s'],
    [duration, '10 seconds', '10s'],
    [duration, '5MS', '5ms'],
    [duration, -5, null],
    [duration, 'soon', null],
    [rate, 900, '900/s'],
    [duration, '2min', '2m'],
    [duration, '3 hours', '3h'],
    [duration, '20 milliseconds', '20ms'],
    [duration, '20msec', '20ms'],
    [duration, '1,500ms', '1500ms'],
    [duration, '2mm', null],
    [rate, '900rps', '900/s'],
    [rate, '900 requests/s', '900/s'],
    [rate, '900req/sec', '900/s'],
    [rate, '60/minute', '60/m'],
    [share, '5 percent', '5%'],
    [size, '512MB', '512MiB'],
    [size, '1G', '1GiB'],
    [size, '512Mi', '512MiB'],
    [share, 0.1, '10%'],
    [share, 0.07, '7%'],
    [share, 5, '5%'],
    [size, 512, '512MiB'],
  ])('%o guesses what %s meant', (unit, found, guess) => {
    expect(guessUnit(unit, found)).toBe(guess);
  });

  test.each([
    [90e9, '1m30s'],
    [1.2e9, '1.2s'],
    [500e6, '500ms'],
    [0, '0s'],
    [3600e9, '1h'],
    [86400e9 + 5, '1d5ns'],
    [Number.POSITIVE_INFINITY, 'for ever'],
  ])('%d ns is written %s', (nanoseconds, text) => {
    expect(formatDuration(nanoseconds)).toBe(text);
  });
});
