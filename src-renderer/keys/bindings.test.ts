// @vitest-environment jsdom
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createKeyBindings, type CommandActions, type KeyBindings } from './bindings.ts';
import type { Situation } from './contexts.ts';

let situation: Situation = 'reading';
let keys: KeyBindings;
let stop = (): void => undefined;
const done: string[] = [];

beforeEach(() => {
  situation = 'reading';
  done.length = 0;
  keys = createKeyBindings(() => situation);
  stop = keys.listen(window);
});

afterEach(() => {
  stop();
  document.body.replaceChildren();
});

function bind(actions: CommandActions): () => void {
  return keys.bind({ actions: () => actions });
}

function press(key: string): void {
  document.body.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
}

describe('key bindings', () => {
  test('a dialog that closes with the key is what the key was for, however fast it is gone', () => {
    bind({ 'hand.stepBack': () => done.push('step back') });
    document.body.innerHTML = '<div role="dialog" aria-modal="true"></div>';
    const closing = new AbortController();
    window.addEventListener('keydown', () => document.body.replaceChildren(), {
      capture: true,
      signal: closing.signal,
    });
    press('Escape');
    expect(done).toEqual([]);
    closing.abort();
    press('Escape');
    expect(done).toEqual(['step back']);
  });

  test('a sheet that closes with the key leaves it to nothing below', () => {
    bind({ 'hand.stepBack': () => done.push('step back') });
    situation = 'help';
    const closing = new AbortController();
    window.addEventListener('keydown', () => (situation = 'reading'), { capture: true, signal: closing.signal });
    press('Escape');
    closing.abort();
    expect(done).toEqual([]);
  });

  test('a key held for a part of the page is let go when that is gone, and when listening ends', () => {
    const peek = { 'labels.peek': (isDown: boolean) => done.push(isDown ? 'down' : 'up') };
    const unbind = bind(peek);
    press('h');
    unbind();
    expect(done).toEqual(['down', 'up']);
    press('h');
    expect(done).toEqual(['down', 'up']);
    bind(peek);
    press('h');
    stop();
    expect(done).toEqual(['down', 'up', 'down', 'up']);
  });

  test('chosen in a menu a chord does what its key does, and as little where text has the focus or a dialog lies above', () => {
    vi.spyOn(document, 'hasFocus').mockReturnValue(true);
    bind({ 'picture.copyView': () => done.push('picture') });
    keys.choose('Ctrl+C', window);
    expect(done).toEqual(['picture']);
    document.body.innerHTML = '<input /><p>some text</p>';
    document.querySelector('input')?.focus();
    keys.choose('Ctrl+C', window);
    document.querySelector('input')?.blur();
    document.getSelection()?.selectAllChildren(document.body);
    keys.choose('Ctrl+C', window);
    document.getSelection()?.removeAllRanges();
    document.body.innerHTML = '<div role="dialog" aria-modal="true"></div>';
    keys.choose('Ctrl+C', window);
    document.body.replaceChildren();
    situation = 'settings';
    keys.choose('Ctrl+C', window);
    situation = 'reading';
    vi.spyOn(document, 'hasFocus').mockReturnValue(false);
    keys.choose('Ctrl+C', window);
    expect(done).toEqual(['picture']);
    vi.restoreAllMocks();
  });

  test('what already took a key keeps it', () => {
    bind({ 'labels.toggle': () => done.push('toggled') });
    const taking = new AbortController();
    document.body.addEventListener('keydown', (event) => event.preventDefault(), { signal: taking.signal });
    press('s');
    taking.abort();
    expect(done).toEqual([]);
  });
});
