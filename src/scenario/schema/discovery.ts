/** Registries and who uses them: the keys `registry` and `register` of services, and `discovery` of calls and traffic. */
import { z } from 'zod';
import { presetOf } from '../preset-lookup.ts';
import { distribution } from '../quantities/distribution.ts';
import { count, duration, positiveDuration, share } from '../quantities/quantity.ts';

const registryName = z.string().min(1).max(200).describe('A service of kind `registry`.');

const messageShape = {
  timeout: positiveDuration.prefault('1s').describe('How long the sender waits for an answer (1 s).'),
  latency: distribution.optional().describe('Network latency to the registry, one way; none without it.'),
  loss: share.prefault('0%').describe('Share of these messages lost in each direction.'),
};

const election = z
  .strictObject({
    heartbeat: positiveDuration
      .prefault('100ms')
      .describe('Time between two heartbeats of the leader (100 ms, as in etcd).'),
    timeout: positiveDuration
      .prefault('1s')
      .describe('Silence, times 1 to 2, after which a node wants to lead (1 s, as in etcd).'),
  })
  .prefault({})
  .describe('How long the registry is without a leader when it loses one; only with a quorum.');

export const registrySchema = z
  .strictObject({
    preset: presetOf('registry'),
    consistency: z
      .enum(['quorum', 'peers'])
      .default('quorum')
      .describe(
        'quorum: a leader, and a majority for every change (Consul, etcd, ZooKeeper); peers: every node takes changes and tells the others (Eureka).',
      ),
    reads: z
      .enum(['quorum', 'local'])
      .default('quorum')
      .describe('Whether lookups need the leader too, or any node answers with what it knows (quorum; peers: local).'),
    sweep: duration
      .prefault('0s')
      .describe('Time between two searches for entries that have expired; 0s removes each when it expires.'),
    selfPreservation: z
      .union([z.literal('off'), share])
      .default('off')
      .describe('Below this share of the expected renewals a peer removes nobody (off; 85% in Eureka).'),
    responseCache: duration.prefault('0s').describe('Lookups are answered from a copy that may be this old.'),
    election,
  })
  .describe('What a service of kind `registry` does; all defaults without it.');

const phi = z
  .strictObject({
    threshold: z.number().min(0.1).max(15).default(8).describe('Suspicion that is a death (8, as in Akka).'),
    window: count(2, 10_000).default(1000).describe('Gaps between heartbeats that count (1000, as in the paper).'),
    minDeviation: positiveDuration
      .prefault('100ms')
      .describe('Least standard deviation that gaps are taken to have (100 ms, as in Akka).'),
    pause: duration.prefault('0s').describe('Silence that is forgiven on top.'),
  })
  .describe('Instead of `ttl`: phi-accrual, which learns from the gaps between heartbeats how much silence is usual.');

export const registerSchema = z
  .strictObject({
    preset: presetOf('register'),
    registry: registryName,
    heartbeat: positiveDuration.prefault('10s').describe('Time between two heartbeats of a replica (10 s).'),
    ttl: positiveDuration
      .optional()
      .describe('Silence after which an entry expires (three heartbeats); instead of `missed` and `phi`.'),
    missed: count(1, 1000)
      .optional()
      .describe('The same in intervals: a `ttl` of so many heartbeats. One less lost in a row removes a live replica.'),
    phi: phi.optional(),
    ...messageShape,
  })
  .describe('Its replicas register when they start, send heartbeats, and are removed when these stay away.');

export const discoverySchema = z
  .strictObject({
    preset: presetOf('discovery'),
    registry: registryName,
    refresh: positiveDuration
      .prefault('30s')
      .describe('How often a client renews its list of replicas (30 s, as in Eureka).'),
    ...messageShape,
  })
  .describe('The client knows only the replicas on its list, which it gets from a registry. All replicas without it.');
