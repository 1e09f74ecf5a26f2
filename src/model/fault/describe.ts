/** A fault in words, for the log: what it does, and to whom. */
import type { PlainEffect } from '../plan.ts';

const MILLISECOND = 1e6;

export function describeEffect(effect: PlainEffect, struck: string): string {
  switch (effect.kind) {
    case 'crash':
      return effect.silent ? `${struck} is gone, silently` : `${struck} crashes`;
    case 'hang':
      return `${struck} hangs`;
    case 'slow':
      return `${struck} is ${slower(effect.factor, effect.added)}`;
    case 'errors':
      return `${percent(effect.share)} of what ${struck} serves fails`;
    case 'partition':
      return `${struck} is cut off`;
    case 'loss':
      return `${percent(effect.share)} of the messages of ${struck} are lost`;
    case 'capacity':
      return `${struck} loses ${percent(effect.share)} of its slots`;
    case 'connection-leak':
      return `${percent(effect.share)} of the calls of ${struck} keep their connection`;
    case 'memory-leak':
      return `${struck} leaks memory`;
    case 'deploy':
      return `another version of ${struck} is brought out`;
    case 'surge':
      return `${struck} send ${effect.factor} times the load`;
    case 'flush':
      return `${struck} is emptied`;
    case 'pause':
      return `${struck} pauses every ${seconds(effect.every)} or so`;
    case 'leak':
      return `${struck} leaks memory`;
    case 'poison':
      return `some requests kill ${struck}`;
    case 'restart':
      return effect.stagger === 0
        ? `${struck} is restarted all at once`
        : `${struck} is restarted one after the other, ${seconds(effect.stagger)} apart`;
  }
}

function slower(factor: number, added: number): string {
  const parts = [
    factor === 1 ? '' : `${factor} times slower`,
    added === 0 ? '' : `slower by ${added / MILLISECOND} ms`,
  ];
  return parts.filter(part => part !== '').join(' and ');
}

const seconds = (length: number): string => `${Math.round(length / MILLISECOND) / 1000} s`;

/** At most two digits after the point, without trailing zeros. */
function percent(share: number): string {
  return `${Math.round(share * 10_000) / 100} %`;
}
