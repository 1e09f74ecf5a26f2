/** The schema of traffic that acts in step: bursts at the full minute, and connections that break together. */
import { z } from 'zod';
import { distribution } from '../quantities/distribution.ts';
import { count, longDuration, positiveDuration, positiveLongDuration } from '../quantities/quantity.ts';

export const burstsSchema = z
  .strictObject({
    requests: count(1, 1_000_000).describe('How many at a time.'),
    every: positiveLongDuration.describe('From one burst to the next.'),
    first: longDuration.prefault('0s').describe('When the first one comes.'),
    within: longDuration
      .prefault('0s')
      .describe('Each request at a random moment within so long after the burst: jitter (all at once).'),
  })
  .describe('Clients whose clocks agree, such as cron jobs at the full minute.');

export const connectionsSchema = z
  .strictObject({
    clients: count(1, 1_000_000).describe('How many hold a connection, spread over the replicas evenly.'),
    wait: distribution.describe('From losing it, or being refused, to the next attempt; each client draws its own.'),
    keepalive: positiveDuration
      .prefault('45s')
      .describe(
        'How long the silence of a replica goes unnoticed (45 s: Socket.IO pings every 25 s and waits for 20 s).',
      ),
  })
  .describe('Clients that hold a connection and ask for nothing until it breaks; a request is an attempt to connect.');
