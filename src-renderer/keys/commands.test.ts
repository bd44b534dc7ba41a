import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { describe, expect, test } from 'vitest';
import { modalities } from '#shared/domain/modality.ts';
import english from '../../resources/locales/en.json' with { type: 'json' };
import korean from '../../resources/locales/ko.json' with { type: 'json' };
import { commandIds, commandOf, commands, sections, type Command, type Section } from './commands.ts';
import { contexts } from './contexts.ts';
import { gestures, mouseActs, type Gesture } from './gestures.ts';
import { ariaKeys, capsOf, keysOf, withKeys } from './key-names.ts';
import { sheetRows } from './sheet.ts';

type Named = readonly (readonly [string, Command])[];
const table: Named = commandIds.map((id) => [id, commandOf(id)]);

/** Pairs of commands that share a key while both can be meant, in words. */
function sharedKeys(named: Named, isCounted: (a: Command, b: Command) => boolean): string[] {
  return named.flatMap(([id, command], index) =>
    named.slice(index + 1).flatMap(([otherId, other]) => {
      const isAtOnce = contexts[command.context].some((each) => contexts[other.context].some((one) => one === each));
      const shared = command.keys.filter((key) => other.keys.includes(key));
      return isAtOnce && isCounted(command, other) ? shared.map((key) => `${key}: ${id}, ${otherId}`) : [];
    }),
  );
}

const isSameFocus = (a: Command, b: Command): boolean => a.focus === b.focus;

/** The sentence in a language; undefined where it has none. */
function sentence(language: object, key: string): unknown {
  return key
    .split('.')
    .reduce<unknown>((tree, part) => (tree as Record<string, unknown> | undefined)?.[part], language);
}

describe('keys', () => {
  test('none means two things at once', () => {
    expect(sharedKeys(table, isSameFocus)).toEqual([]);
  });

  test('a clash would be found', () => {
    const angle: Command = { ...commands['measure.angle'], keys: ['N'] };
    const leaving: Command = { ...commands['settings.close'], keys: ['P'] };
    expect(sharedKeys([...table, ['angle', angle], ['leaving', leaving]], isSameFocus)).toEqual([
      'N: place.next, angle',
    ]);
  });

  test('a view that has the focus takes from the page the arrows in 3D, and nothing else', () => {
    expect(sharedKeys(table, (a, b) => !isSameFocus(a, b))).toEqual([
      'ArrowRight: slice.next, surface.right',
      'ArrowUp: slice.next, surface.up',
      'ArrowLeft: slice.previous, surface.left',
      'ArrowDown: slice.previous, surface.down',
    ]);
  });

  test('are those that the views name to screen readers in words of their own', () => {
    const keysUnder = (prefix: string): string[] =>
      table.filter(([id]) => id.startsWith(prefix)).flatMap(([, { keys }]) => keys);
    const arrows = ['ArrowUp', 'ArrowRight', 'ArrowDown', 'ArrowLeft'];
    expect(keysUnder('slice.').toSorted()).toEqual([...arrows, 'PageUp', 'PageDown'].toSorted());
    const ofSurface = table.filter(([, { focus }]) => focus === 'surface').flatMap(([, { keys }]) => keys);
    expect(ofSurface.toSorted()).toEqual([...arrows, '+', '-', '0'].toSorted());
    expect(english.workspace.view).toContain('Arrow keys and Page Up/Down');
    expect(english.surface.view).toContain('Arrow keys turn it, plus and minus zoom, 0 resets');
    expect(modalities.map((modality) => keysOf(`modality.${modality}`))).toEqual(['1', '2', '3', '4']);
  });

  test('are written for eyes, hints and screen readers', () => {
    expect(withKeys('Redo', 'correction.redo')).toBe('Redo (Ctrl+Shift+Z)');
    expect(withKeys('Radius', 'brush.smaller', 'brush.larger')).toBe('Radius ([ ])');
    expect(ariaKeys('correction.redo')).toBe('Control+Shift+Z Control+Y');
    expect(capsOf('Ctrl+Shift+Z', true).map(({ text }) => text)).toEqual(['⌘', 'Shift', 'Z']);
    expect(capsOf('+', false)).toEqual([{ text: '+', spoken: 'keys.spoken.plus' }]);
  });
});

describe('sentences', () => {
  test('every command, gesture and section has one, in both languages', () => {
    const told = [...table.map(([, command]) => command.sentence), ...gestures.map((gesture) => gesture.sentence)];
    for (const key of [...told, ...Object.values(sections), ...Object.values(mouseActs)]) {
      for (const language of [english, korean]) expect(sentence(language, key), key).toEqual(expect.any(String));
    }
  });

  test('every command is told of in the help sheet; those of a menu only where there is one', () => {
    const chordsTold = (hasMenu: boolean): Set<string> =>
      new Set(
        sectionNames.flatMap((section) =>
          sheetRows(section, hasMenu).flatMap((row) => row.chords.map((chord) => `${row.sentence} ${chord}`)),
        ),
      );
    const chordsOf = (named: Named): string[] =>
      named.flatMap(([, command]) => command.keys.map((key) => `${command.sentence} ${key}`));
    expect([...chordsTold(true)].toSorted()).toEqual([...new Set(chordsOf(table))].toSorted());
    const ofPage = table.filter(([, { isMenu }]) => isMenu !== true);
    expect([...chordsTold(false)].toSorted()).toEqual([...new Set(chordsOf(ofPage))].toSorted());
  });
});

test('nothing outside this folder listens to keys or spells one', () => {
  const folder = join(import.meta.dirname, '..');
  const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
    (name) => /\.tsx?$/.test(name) && !name.includes('.test.') && !/^(keys|testing)[/\\]/.test(name),
  );
  const offences = sources.flatMap((name) => {
    const source = readFileSync(join(folder, name), 'utf8');
    const found =
      source.match(/['"]key(?:down|up|press)['"]|onKey(?:Down|Up)|<Kbd|keyshortcuts="|\([A-Z]\)['"`]/g) ?? [];
    return found.map((what) => `${name}: ${what}`);
  });
  expect(sources.length).toBeGreaterThan(100);
  expect(offences).toEqual([]);
});

// holds: the keys of the table are its names
const sectionNames = Object.keys(sections) as readonly Section[];

/** docs/keys.md; after a change of the table: `npx vitest run src-renderer/keys -u`. */
test('docs/keys.md says the same', async () => {
  const words = (key: string): string => String(sentence(english, key));
  const code = (text: string): string => `\`${text}\``;
  const chord = (keys: string): string =>
    capsOf(keys, false)
      .map(({ text }) => code(text))
      .join('+');
  const mouse = ({ hold, mouse: act }: Gesture): string =>
    [...(hold === undefined ? [] : [code(hold)]), words(mouseActs[act]).toLowerCase()].join(' + ');
  const parts = sectionNames.map((section) => {
    const lines = sheetRows(section, true).map(({ sentence: key, isHeld, chords, gestures: acts }) => {
      const keys = [...chords.map((each) => (isHeld ? `hold ${chord(each)}` : chord(each))), ...acts.map(mouse)];
      return `| ${words(key)} | ${keys.join(', ')} |`;
    });
    return [`## ${words(sections[section])}`, '', '| what | how |', '| --- | --- |', ...lines].join('\n');
  });
  const text = [`# ${words('keys.title')}`, introduction, ...parts].join('\n\n');
  const config = await resolveConfig(join(import.meta.dirname, '../../docs/keys.md'));
  await expect(await format(text, { ...config, parser: 'markdown' })).toMatchFileSnapshot('../../docs/keys.md');
});

const introduction = `**?** shows this in the program, in English or Korean; so does the keyboard in the header. Letters are those of the keyboard's layout; where it types no Latin letters, as with Korean input, the same keys work by their place. On macOS Ctrl is the command key, except with the mouse.

Arrow and page keys, and Enter, go to the view that has the focus; without one, slices are those of the large view. A field that is typed into keeps every key, and a dialog leaves none to the page. The last four keys of the last table belong to the desktop window's menu.

Written from \`src-renderer/keys\` by its test: change the table there, then \`npx vitest run src-renderer/keys -u\`.`;
