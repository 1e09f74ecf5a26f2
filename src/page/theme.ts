/** Light or dark: as the system says, until the reader says otherwise. */
import { byId } from './dom.ts';

const THEMES = [
  { name: 'system', value: null },
  { name: 'light', value: 'light' },
  { name: 'dark', value: 'dark' },
] as const;

/** Calls `changed` whenever the colours are others. */
export function watchTheme(changed: () => void): void {
  let chosen = 0;
  const button = byId('theme');
  button.addEventListener('click', () => {
    chosen = (chosen + 1) % THEMES.length;
    const { name, value } = THEMES[chosen]!;
    if (value === null) delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = value;
    button.querySelector('span')!.textContent = name;
    changed();
  });
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', changed);
}
