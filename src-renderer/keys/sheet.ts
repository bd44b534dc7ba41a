import type { ParseKeys } from 'i18next';
import { commandIds, commandOf, type Section } from './commands.ts';
import { gestures, type Gesture } from './gestures.ts';

/** A line of the help sheet: what is done, and every chord and every gesture that does it. */
export interface SheetRow {
  readonly sentence: ParseKeys;
  readonly isHeld: boolean;
  readonly chords: readonly string[];
  readonly gestures: readonly Gesture[];
}

/**
 * What the help sheet says of a section: what keys do, then what the mouse alone does.
 *
 * @param hasMenu false leaves out what only a desktop window's menu does.
 */
export function sheetRows(section: Section, hasMenu: boolean): readonly SheetRow[] {
  const told = commandIds
    .map(commandOf)
    .filter(({ sections, isMenu }) => sections.includes(section) && (hasMenu || isMenu !== true));
  const shown = gestures.filter((gesture) => gesture.section === section);
  const sentences = new Set<ParseKeys>([...told, ...shown].map(({ sentence }) => sentence));
  return [...sentences].map((sentence) => {
    const commands = told.filter((command) => command.sentence === sentence);
    return {
      sentence,
      isHeld: commands.some(({ isHeld }) => isHeld),
      chords: commands.flatMap(({ keys }) => keys),
      gestures: shown.filter((gesture) => gesture.sentence === sentence),
    };
  });
}
