import { describe, expect, test } from 'vitest';
import { chordOf, type KeyPress } from './chords.ts';

function press(key: string, code: string, held: Partial<KeyPress> = {}): string | null {
  return chordOf({ key, code, shiftKey: false, ctrlKey: false, metaKey: false, altKey: false, ...held });
}

const shiftKey = { shiftKey: true };
const ctrlKey = { ctrlKey: true };

describe('the chord of a key', () => {
  test('is what a US keyboard prints', () => {
    expect(press('s', 'KeyS')).toBe('S');
    expect(press('N', 'KeyN', shiftKey)).toBe('Shift+N');
    expect(press('Z', 'KeyZ', { ...shiftKey, ...ctrlKey })).toBe('Ctrl+Shift+Z');
    expect(press('z', 'KeyZ', { metaKey: true })).toBe('Ctrl+Z');
    expect(press('PageUp', 'PageUp')).toBe('PageUp');
    expect(press('Home', 'Home', shiftKey)).toBe('Shift+Home');
    expect(press('1', 'Numpad1')).toBe('1');
    expect(press('s', 'KeyS', { altKey: true })).toBeNull();
    expect(press('Shift', 'ShiftLeft', shiftKey)).toBeNull();
    expect(press('F5', 'F5')).toBeNull();
  });

  test('with caps lock is the same letter', () => {
    expect(press('N', 'KeyN')).toBe('N');
    expect(press('n', 'KeyN', shiftKey)).toBe('Shift+N');
  });

  test('is found by its place where Korean or Russian is typed, and where an input method keeps the letter', () => {
    expect(press('ㄴ', 'KeyS')).toBe('S');
    expect(press('Process', 'KeyS')).toBe('S');
    expect(press('ㅜ', 'KeyN', shiftKey)).toBe('Shift+N');
    expect(press('ㅋ', 'KeyZ', ctrlKey)).toBe('Ctrl+Z');
    expect(press('Process', 'Slash', shiftKey)).toBe('?');
    expect(press('Process', 'Comma')).toBe(',');
    expect(press('ы', 'KeyS')).toBe('S');
    expect(press('х', 'BracketLeft')).toBe('[');
    expect(press('?', 'Digit7', shiftKey)).toBe('?');
  });

  test('lies where Dvorak has the letter, and nowhere else', () => {
    expect(press('s', 'Semicolon')).toBe('S');
    expect(press('o', 'KeyS')).toBe('O');
    expect(press('b', 'KeyN')).toBe('B');
    expect(press(';', 'KeyZ', ctrlKey)).toBeNull();
    expect(press("'", 'KeyQ')).toBeNull();
    expect(press(',', 'KeyW')).toBe(',');
    expect(press('[', 'Minus')).toBe('[');
  });

  test('is a digit on AZERTY without shift and with it, and a bracket where German has umlauts', () => {
    expect(press('&', 'Digit1')).toBe('1');
    expect(press('é', 'Digit2')).toBe('2');
    expect(press('1', 'Digit1', shiftKey)).toBe('1');
    expect(press('q', 'KeyA')).toBe('Q');
    expect(press('ü', 'BracketLeft')).toBe('[');
    expect(press('+', 'BracketRight')).toBe('+');
    expect(press('y', 'KeyZ', ctrlKey)).toBe('Ctrl+Y');
  });

  test('does not ask whether a sign was typed with shift', () => {
    expect(press('+', 'Equal', shiftKey)).toBe('+');
    expect(press('=', 'Equal')).toBe('+');
    expect(press('?', 'Slash', shiftKey)).toBe('?');
    expect(press('<', 'Comma', shiftKey)).not.toBe(',');
    expect(press('!', 'Digit1', shiftKey)).not.toBe('1');
  });
});
