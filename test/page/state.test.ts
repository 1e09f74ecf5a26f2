import { describe, expect, it } from 'vitest';
import { State } from '../../src/page/state.ts';
import { pageData } from '../../src/report/html/data.ts';
import { RESULT } from '../report/fixture.ts';

const DATA = pageData(RESULT);

describe('the view of a reader', () => {
  it('begins half-way into the first fault, with the baseline', () => {
    expect(new State(DATA, '').view).toMatchObject({ moment: 135_000, chosen: 'baseline' });
  });

  it('is what a shared link says', () => {
    const state = new State(DATA, '#t=150000&v=circuit-breaker&on=baseline&on=circuit-breaker');
    expect(state.view).toEqual({ moment: 150_000, chosen: 'circuit-breaker', shown: ['baseline', 'circuit-breaker'] });
    expect(new State(DATA, state.hash).view).toEqual(state.view);
  });

  it('ignores what a link says wrongly', () => {
    const { view } = new State(DATA, '#t=soon&v=nobody&on=nothing');
    expect(view).toEqual(new State(DATA, '').view);
    expect(new State(DATA, '#t=999999999').view.moment).toBe(360_000);
    expect(new State(DATA, '#t=-5').view.moment).toBe(0);
  });

  it('shows at first the baseline, the best, and as many others as can be told apart', () => {
    const many = DATA.variants.concat(['a', 'b', 'c', 'd'].map(name => ({ ...DATA.variants[1]!, name })));
    const { shown } = new State({ ...DATA, variants: many, best: 'd' }, '').view;
    expect(shown).toHaveLength(6);
    expect(shown).toEqual(expect.arrayContaining(['baseline', 'd']));
  });

  it('tells its listeners of every change, and what was before', () => {
    const state = new State(DATA, '');
    const heard: string[] = [];
    state.listen((view, before) => heard.push(`${before.chosen} -> ${view.chosen}`));
    state.change({ chosen: 'circuit-breaker' });
    expect(heard).toEqual(['baseline -> circuit-breaker']);
  });

  it('names variants in its link only when they are others than at first', () => {
    const state = new State(DATA, '');
    expect(state.hash).toBe('#t=135000&v=baseline');
    state.change({ shown: ['baseline'] });
    expect(state.hash).toBe('#t=135000&v=baseline&on=baseline');
  });
});
