/**
 * The page on paper, or as a PDF: light, as wide as a sheet, everything unfolded. Charts are pictures of the width and
 * the colours they were drawn with, so they are drawn again for the sheet, finer, and once more for the screen after it.
 */
export function watchPrint(redraw: () => void): void {
  const root = document.documentElement;
  let theme: string | undefined;
  let folded: HTMLDetailsElement[] = [];
  addEventListener('beforeprint', () => {
    if (root.classList.contains('printing')) return;
    theme = root.dataset.theme;
    root.dataset.theme = 'light';
    root.classList.add('printing');
    folded = [...document.querySelectorAll<HTMLDetailsElement>('details:not([open])')];
    for (const details of folded) details.open = true;
    redraw();
  });
  addEventListener('afterprint', () => {
    root.classList.remove('printing');
    if (theme === undefined) delete root.dataset.theme;
    else root.dataset.theme = theme;
    for (const details of folded) details.open = false;
    redraw();
  });
}

/** Whether what is drawn now is for paper. */
export const isPrinting = (): boolean => document.documentElement.classList.contains('printing');
