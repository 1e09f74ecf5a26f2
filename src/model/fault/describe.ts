/** A fault in words, for the log: what it does, and to whom. */
import type { PlainEffect } from '../plan.ts';

const MILLISECOND = 1e6;

/** Whom a fault strikes, in words; `many` when the verb is that of several. */
export interface Victims {
  readonly words: string;
  readonly many: boolean;
}

export function describeEffect(effect: PlainEffect, { words: struck, many }: Victims): string {
  const is = many ? 'are' : 'is';
  const verb = (several: string, one = `${several}s`): string => `${struck} ${many ? several : one}`;
  switch (effect.kind) {
    case 'crash':
      return effect.silent ? `${struck} ${is} gone, silently` : verb('crash', 'crashes');
    case 'hang':
      return verb('hang');
    case 'slow':
      return `${struck} ${is} ${slower(effect.factor, effect.added)}`;
    case 'errors':
      return `${percent(effect.share)} of what ${verb('serve')} fails`;
    case 'partition':
      return `${struck} ${is} cut off`;
    case 'loss':
      return `${percent(effect.share)} of the messages of ${struck} are lost`;
    case 'capacity':
      return `${verb('lose')} ${percent(effect.share)} of ${many ? 'their' : 'its'} slots`;
    case 'connection-leak':
      return `${percent(effect.share)} of the calls of ${struck} keep their connection`;
    case 'memory-leak':
      return `${verb('leak')} memory`;
    case 'deploy':
      return `another version of ${struck} is brought out`;
    case 'surge':
      return `${effect.factor} times the load comes from ${struck}`;
    case 'flush':
      return `${struck} ${is} emptied`;
    case 'pause':
      return `${verb('pause')} every ${seconds(effect.every)} or so`;
    case 'leak':
      return `${verb('leak')} memory`;
    case 'poison':
      return `some requests kill ${struck}`;
    case 'restart':
      return effect.stagger === 0
        ? `${struck} ${is} restarted all at once`
        : `${struck} ${is} restarted one after the other, ${seconds(effect.stagger)} apart`;
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
