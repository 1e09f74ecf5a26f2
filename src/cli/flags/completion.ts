/** The manual of `brownout completion`: apart from the command, so that help is there without loading it. */
import type { Manual } from '../manual.ts';

export const SHELLS = ['bash', 'zsh', 'fish'] as const;

export const completionManual: Manual = {
  operand: {
    written: '[SHELL]',
    says: `${SHELLS.join(', ')} (default: the one in $SHELL, or bash)`,
    least: 0,
    most: 1,
    offers: { words: SHELLS },
  },
  flags: {},
  examples: [
    ['brownout completion bash >> ~/.bashrc', 'commands, flags and scenario files at the Tab key'],
    ['brownout completion fish > ~/.config/fish/completions/brownout.fish', 'the same in fish'],
  ],
  exits: null,
};
