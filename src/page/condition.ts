/** How a node of the topology does at a moment, in a word for its colour and in words for its reader. */
import type { PageVariant } from '../report/html/data.ts';
import { count, roughShare } from '../report/numbers.ts';
import { availability, valueAt } from './series.ts';

/** `struck`: nothing shows but that a fault is on it. */
export type Health = 'well' | 'busy' | 'overloaded' | 'down' | 'struck';

export interface Condition {
  readonly health: Health;
  readonly words: string;
}

/** Replicas in one of the places a service is spread over. `away`: none is there, and nothing is wrong with that. */
export interface Presence {
  readonly place: string;
  readonly health: 'well' | 'down' | 'away';
  readonly words: string;
}

/** So much less than all of the replicas up, as a mean over replications, is worth a word, which has one digit. */
const WORTH_A_WORD = 0.05;
const MANY_MESSAGES = 100;

/** Names of the faults in effect at the moment; with a name of the topology only those that strike it. */
export function faultsAt({ faults }: PageVariant, moment: number, target?: string): string[] {
  const active = faults.filter(({ strikes }) =>
    strikes.some(({ start, end }) => moment >= start && moment < (end ?? Number.POSITIVE_INFINITY)),
  );
  return active.filter(({ targets }) => target === undefined || targets.includes(target)).map(({ name }) => name);
}

/**
 * Traffic is as well as the requests it gets answered. A service tells by what it has to do, which an error or a cut
 * line leaves as it is: so one that a fault is on is never called well.
 */
export function conditionOf(name: string, variant: PageVariant, moment: number): Condition {
  const condition = unstruckCondition(name, variant, moment);
  const isService = variant.series.services[name] !== undefined;
  return isService && condition.health === 'well' && faultsAt(variant, moment, name).length > 0
    ? { ...condition, health: 'struck' }
    : condition;
}

function unstruckCondition(name: string, variant: PageVariant, moment: number): Condition {
  const node = variant.topology.nodes.find(node => node.name === name);
  const service = variant.series.services[name];
  if (node?.kind === 'traffic' || service === undefined) return trafficCondition(name, variant, moment);
  const replicas = node?.replicas ?? 1;
  const up = valueAt(service.up, moment, variant) ?? replicas;
  const figures = variant.series.figures[name];
  // Without a limit to what is in service the cores are the limit.
  const utilisation = valueAt(service.utilisation, moment, variant) ?? valueAt(figures?.coresBusy, moment, variant);
  const messages = valueAt(figures?.backlog, moment, variant);
  const waiting = valueAt(service.queueLength, moment, variant) ?? 0;
  const busy = utilisation === null ? '' : `${roughShare(utilisation)} busy`;
  const queue = waiting >= 1 ? `${count(Math.round(waiting))} waiting` : '';
  const led = leadership(name, variant, moment);
  if (up < replicas - WORTH_A_WORD) return { health: 'down', words: joined([`${tenths(up)} of ${replicas} up`, led]) };
  if (messages !== null && messages >= 1) {
    // What is stored for later waits by intention; only that there is much of it is worth a colour.
    return { health: messages < MANY_MESSAGES ? 'well' : 'busy', words: `${count(Math.round(messages))} messages` };
  }
  const words = joined([led, busy, queue]) || 'idle';
  if (led !== '' || waiting > 5 * replicas || (utilisation ?? 0) > 0.97) return { health: 'overloaded', words };
  return { health: (utilisation ?? 0) > 0.75 || waiting > replicas / 2 ? 'busy' : 'well', words };
}

/** A cluster's members agree on one leader; anything else is worth a word. */
function leadership(name: string, variant: PageVariant, moment: number): string {
  const leaders = valueAt(variant.series.figures[name]?.leaders, moment, variant);
  if (leaders === null || Math.abs(leaders - 1) < 0.05) return '';
  return leaders < 0.05 ? 'no leader' : `${tenths(leaders)} leaders`;
}

function trafficCondition(name: string, variant: PageVariant, moment: number): Condition {
  const share = valueAt(availability(variant, name), moment, variant);
  if (share === null) return { health: 'well', words: 'no request ends' };
  const words = `${roughShare(share)} succeed`;
  return { health: share >= 0.99 ? 'well' : share >= 0.9 ? 'busy' : 'overloaded', words };
}

/** In each place the service is spread over; nothing when all of it is in one. */
export function presencesOf(name: string, variant: PageVariant, moment: number): Presence[] {
  const node = variant.topology.nodes.find(node => node.name === name);
  return (node?.spread ?? []).map(({ place, replicas }) => {
    const followed = variant.series.figures[`${name} in ${place}`];
    const placed = valueAt(followed?.placed, moment, variant) ?? replicas;
    const up = valueAt(followed?.placedUp, moment, variant) ?? placed;
    if (placed < 0.05) return { place, health: 'away', words: 'none' };
    return {
      place,
      health: up < placed - WORTH_A_WORD ? 'down' : 'well',
      words: `${tenths(up)} of ${tenths(placed)} up`,
    };
  });
}

/** `3`, `2.9`: a mean that is not whole says so. */
const tenths = (value: number): string => {
  const rounded = Math.round(value * 10) / 10;
  return Number.isInteger(rounded) ? count(rounded) : rounded.toFixed(1);
};

const joined = (parts: readonly string[]): string => parts.filter(part => part !== '').join(', ');
