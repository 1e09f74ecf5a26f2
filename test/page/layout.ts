/**
 * What a careful reader would see at once and a test of words does not: text that is cut off, lies on other text, or
 * leaves its picture; a chart without a line; a value that should never be read. For charts, which are pixels, every text
 * drawn is noted down.
 */
import type { Page } from 'playwright-core';

/** Notes what is written on canvases, in their own pixels. */
const NOTES = `(() => {
  const drawn = (window.drawn = new Map());
  const { fillText, lineTo, clearRect } = CanvasRenderingContext2D.prototype;
  const notesOf = canvas => drawn.get(canvas) ?? drawn.set(canvas, { texts: [], lines: 0 }).get(canvas);
  Object.assign(CanvasRenderingContext2D.prototype, {
    clearRect(...area) { drawn.delete(this.canvas); return clearRect.apply(this, area); },
    lineTo(...point) { notesOf(this.canvas).lines++; return lineTo.apply(this, point); },
    fillText(text, x, y, ...rest) {
      const { width, actualBoundingBoxAscent: ascent, actualBoundingBoxDescent: descent } = this.measureText(text);
      const shift = { center: width / 2, right: width, end: width }[this.textAlign] ?? 0;
      const { a, d, e, f } = this.getTransform();
      const [across, down] = [value => (a * value + e) / devicePixelRatio, value => (d * value + f) / devicePixelRatio];
      const [left, right, top, bottom] = [across(x - shift), across(x - shift + width), down(y - ascent), down(y + descent)];
      notesOf(this.canvas).texts.push({ text, left, right, top, bottom });
      return fillText.call(this, text, x, y, ...rest);
    },
  });
})()`;

/** Before the page is opened. */
export const noteDrawings = (page: Page): Promise<unknown> => page.addInitScript(NOTES);

const LOOK = `(() => {
  const found = [];
  const { clientWidth, scrollWidth } = document.documentElement;
  if (scrollWidth > clientWidth) found.push('the page is wider than its window');

  const words = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (words.nextNode()) {
    const { data, parentElement } = words.currentNode;
    if (parentElement.closest('script, style, #scenario pre')) continue;
    if (/\\bNaN\\b|\\bundefined\\b|\\bInfinity\\b|\\bnull\\b|\\[object/.test(data)) found.push('says ' + data.slice(0, 60));
  }
  for (const each of document.querySelectorAll('main span, main td, main th, main dd, main button'))
    if (getComputedStyle(each).overflowX === 'hidden' && each.scrollWidth > each.clientWidth + 1 && !each.classList.contains('unseen'))
      found.push('cut off: ' + each.textContent);

  const onEachOther = (one, other) =>
    Math.min(one.right, other.right) - Math.max(one.left, other.left) > 2 &&
    Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top) > 3;
  const pairs = (texts, where) => {
    for (const [index, one] of texts.entries())
      for (const other of texts.slice(index + 1))
        if (onEachOther(one, other)) found.push(where + ': ' + one.text + ' lies on ' + other.text);
  };
  const boxed = element => {
    const { left, right, top, bottom } = element.getBoundingClientRect();
    return { text: element.textContent, left, right, top, bottom };
  };

  const picture = document.querySelector('#picture svg');
  const edge = boxed(picture);
  const texts = [...picture.querySelectorAll('text')].filter(({ textContent }) => textContent !== '');
  pairs(texts.map(boxed), 'the topology');
  for (const { text, left, right, top, bottom } of texts.map(boxed)) {
    if (left < edge.left - 1 || right > edge.right + 1 || top < edge.top - 1 || bottom > edge.bottom + 1)
      found.push('the topology: ' + text + ' leaves the picture');
    if (text.endsWith('…')) found.push('the topology: ' + text + ' is shortened');
  }
  const shapes = [...picture.querySelectorAll('.node')].map(node => ({ ...boxed(node.querySelector('.shape')), text: node.querySelector('text').textContent }));
  for (const note of [...picture.querySelectorAll('.edge text')].map(boxed))
    for (const shape of shapes) if (onEachOther(note, shape)) found.push('the topology: ' + note.text + ' lies on ' + shape.text);

  for (const canvas of document.querySelectorAll('figure:not([hidden]) canvas')) {
    const title = canvas.closest('figure').querySelector('b').textContent;
    const { texts = [], lines = 0 } = drawn.get(canvas) ?? {};
    if (lines === 0) found.push(title + ': no line');
    pairs(texts, title);
    for (const { text, left, right, top, bottom } of texts) {
      if (left < -1 || right > canvas.clientWidth + 1 || top < -2 || bottom > canvas.clientHeight + 1) found.push(title + ': ' + text + ' leaves the chart');
      if (text.endsWith('…')) found.push(title + ': ' + text + ' is shortened');
    }
  }
  return found;
})()`;

/** One line for everything that is wrong with how the page looks now. */
export const misplaced = (page: Page): Promise<string[]> => page.evaluate(LOOK);
