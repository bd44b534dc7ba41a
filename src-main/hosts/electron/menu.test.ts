import type { MenuItemConstructorOptions } from 'electron';
import { describe, expect, test } from 'vitest';
import { menuCommands } from '#shared/contract/desktop-bridge.ts';
import { menuTemplate } from './menu.ts';
import { languageOfLocale, languages, textsIn } from './texts.ts';

function build(platform: NodeJS.Platform, commands: string[] = []): MenuItemConstructorOptions[] {
  return menuTemplate({
    texts: textsIn('en'),
    actions: { command: (command) => commands.push(command), showAbout: () => commands.push('about') },
    platform,
    hasDeveloperTools: false,
  });
}

function flatten(items: readonly MenuItemConstructorOptions[]): MenuItemConstructorOptions[] {
  return items.flatMap((item) => [item, ...(Array.isArray(item.submenu) ? flatten(item.submenu) : [])]);
}

describe.each(['linux', 'win32', 'darwin'] as const)('the menu on %s', (platform) => {
  test('has every command of the bridge once, and each does what it says', () => {
    const commands: string[] = [];
    const items = flatten(build(platform, commands)).filter((item) => item.id !== undefined);
    for (const item of items) Reflect.apply(item.click ?? (() => undefined), undefined, []);
    expect(commands.toSorted()).toEqual([...menuCommands, 'about'].toSorted());
  });

  test('takes no key twice', () => {
    const keys = flatten(build(platform)).flatMap((item) => item.accelerator ?? []);
    expect(new Set(keys).size).toBe(keys.length);
  });
});

test('the bare S is never registered: it belongs to the page, which knows when a name is typed', () => {
  const isBare = (item: MenuItemConstructorOptions): boolean => item.accelerator === 'S';
  expect(flatten(build('linux')).filter(isBare)).toEqual([expect.objectContaining({ registerAccelerator: false })]);
  expect(flatten(build('darwin')).filter(isBare)).toEqual([]);
});

test('Ctrl+C is the page’s too: it copies a picture where no text is selected', () => {
  const copies = flatten(build('win32')).filter(({ accelerator }) => accelerator === 'CmdOrCtrl+C');
  expect(copies).toEqual([expect.objectContaining({ id: 'copy', registerAccelerator: false })]);
});

test('both languages say everything, and the research notice', () => {
  for (const language of languages) {
    for (const [key, text] of Object.entries(textsIn(language))) expect(text, `${language} ${key}`).not.toBe('');
  }
  expect(textsIn('ko').researchUseOnly).toContain('연구용');
  expect(languageOfLocale('ko-KR')).toBe('ko');
  expect(languageOfLocale('kok-IN')).toBe('en');
  expect(languageOfLocale('en-GB')).toBe('en');
});
