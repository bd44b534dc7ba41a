import type { ParseKeys } from 'i18next';
import { menuKeys } from '#shared/contract/desktop-bridge.ts';
import type { Chord } from './chords.ts';
import type { Context } from './contexts.ts';

/** What one is doing, in the order of the help sheet. */
export const sections = {
  reading: 'keys.section.reading',
  comparing: 'keys.section.comparing',
  measuring: 'keys.section.measuring',
  surface: 'keys.section.surface',
  correcting: 'keys.section.correcting',
  everywhere: 'keys.section.everywhere',
} as const satisfies Readonly<Record<string, ParseKeys>>;
export type Section = keyof typeof sections;

/** Something a key does. */
export interface Command {
  /** Any of them does it; the first is the one that hints name. */
  readonly keys: readonly Chord[];
  /** When the keys mean it. No two commands that can be meant at once share a key (commands.test.ts). */
  readonly context: Context;
  /** Where the help sheet tells of it. */
  readonly sections: readonly Section[];
  /** What it does; commands with the same sentence are told of together. */
  readonly sentence: ParseKeys;
  /** Only in a slice view, or in the 3D view, that has the focus; keys mean this there before anything else. */
  readonly focus?: 'slice' | 'surface';
  /** Lasts as long as the key is down. */
  readonly isHeld?: true;
  /** Done again and again while the key is down. */
  readonly isRepeated?: true;
  /** The desktop window's own menu listens to its keys. */
  readonly isMenu?: true;
}

const reading = { context: 'reading', sections: ['reading'] } as const;
const comparing = { context: 'reading', sections: ['comparing'] } as const;
const measuring = { context: 'reading', sections: ['measuring'] } as const;
const correcting = { context: 'correcting', sections: ['correcting'] } as const;
const surface = { context: 'reading', sections: ['surface'], focus: 'surface', isRepeated: true } as const;
const menu = { context: 'everywhere', sections: ['everywhere'], isMenu: true } as const;
const handTools = { context: 'reading', sections: ['measuring', 'correcting'] } as const;

/** Every key of the program, in the order of the help sheet. Components bind actions to ids (`useCommands`) and spell no key. */
export const commands = {
  'modality.t1n': { keys: ['1'], ...reading, sentence: 'keys.modalities' },
  'modality.t1c': { keys: ['2'], ...reading, sentence: 'keys.modalities' },
  'modality.t2w': { keys: ['3'], ...reading, sentence: 'keys.modalities' },
  'modality.t2f': { keys: ['4'], ...reading, sentence: 'keys.modalities' },
  'slice.next': { keys: ['ArrowUp', 'ArrowRight'], ...reading, sentence: 'keys.slices', isRepeated: true },
  'slice.previous': { keys: ['ArrowDown', 'ArrowLeft'], ...reading, sentence: 'keys.slices', isRepeated: true },
  'slice.farOn': { keys: ['PageUp'], ...reading, sentence: 'keys.tenSlices', isRepeated: true },
  'slice.farBack': { keys: ['PageDown'], ...reading, sentence: 'keys.tenSlices', isRepeated: true },
  'tumour.show': { keys: ['Home'], ...reading, sentence: 'segmentation.goToTumour' },
  'labels.toggle': { keys: [menuKeys['toggle-segmentation']], ...reading, sentence: 'keys.labels' },
  'labels.peek': { keys: ['H'], ...reading, sentence: 'keys.peek', isHeld: true },
  'labels.style': { keys: ['O'], ...reading, sentence: 'keys.labelStyle' },
  'place.next': { keys: ['N'], ...reading, sentence: 'keys.places', isRepeated: true },
  'place.previous': { keys: ['Shift+N'], ...reading, sentence: 'keys.places', isRepeated: true },
  'uncertainty.toggle': { keys: ['Q'], ...reading, sentence: 'keys.uncertainty' },
  'window.automatic': { keys: ['A'], ...reading, sentence: 'keys.automaticWindow' },
  'crosshair.toggle': { keys: ['X'], ...reading, sentence: 'keys.crosshair' },
  'interpolation.toggle': { keys: ['I'], ...reading, sentence: 'workspace.interpolation' },
  'picture.copyView': { keys: [menuKeys.copy], ...reading, sentence: 'keys.copyView' },
  'picture.saveView': { keys: ['Ctrl+S'], ...reading, sentence: 'keys.saveView' },
  'picture.copyLayout': { keys: ['Ctrl+Shift+C'], ...reading, sentence: 'keys.copyLayout' },
  'picture.saveLayout': { keys: ['Ctrl+Shift+S'], ...reading, sentence: 'keys.saveLayout' },

  'modality.previous': { keys: ['B'], ...comparing, sentence: 'keys.blink' },
  'layout.next': { keys: ['G'], ...comparing, sentence: 'keys.layout' },
  'layout.single': { keys: ['F'], ...comparing, sentence: 'keys.single' },
  'agreement.toggle': { keys: ['D'], ...comparing, sentence: 'comparison.over' },

  'measure.distance': { keys: ['T'], ...measuring, sentence: 'measuring.tool.distance' },
  'measure.angle': { keys: ['9'], ...measuring, sentence: 'measuring.tool.angle' },
  'measure.bidimensional': { keys: ['W'], ...measuring, sentence: 'measuring.tool.bidimensional' },
  'measure.lesion': { keys: ['J'], ...measuring, sentence: 'measuring.rano' },
  'measurements.toggle': { keys: ['Z'], ...measuring, sentence: 'keys.measurements' },

  'surface.toggle': { keys: ['Y'], context: 'reading', sections: ['surface'], sentence: 'keys.surface' },
  'surface.left': { keys: ['ArrowLeft'], ...surface, sentence: 'keys.turn' },
  'surface.right': { keys: ['ArrowRight'], ...surface, sentence: 'keys.turn' },
  'surface.up': { keys: ['ArrowUp'], ...surface, sentence: 'keys.turn' },
  'surface.down': { keys: ['ArrowDown'], ...surface, sentence: 'keys.turn' },
  'surface.nearer': { keys: ['+'], ...surface, sentence: 'keys.zoom' },
  'surface.farther': { keys: ['-'], ...surface, sentence: 'keys.zoom' },
  'surface.reset': { keys: ['0'], ...surface, sentence: 'keys.resetTurn' },

  'correction.toggle': { keys: ['E'], context: 'reading', sections: ['correcting'], sentence: 'keys.correction' },
  'tool.brush': { keys: ['P'], ...correcting, sentence: 'correction.tool.brush' },
  'tool.eraser': { keys: ['R'], ...correcting, sentence: 'correction.tool.eraser' },
  'tool.fill': { keys: ['L'], ...correcting, sentence: 'keys.fill' },
  'tool.relabel': { keys: ['C'], ...correcting, sentence: 'correction.tool.relabel' },
  'tool.remove': { keys: ['M'], ...correcting, sentence: 'correction.tool.remove' },
  'tool.keep': { keys: ['K'], ...correcting, sentence: 'correction.tool.keep' },
  'paint.ncr': { keys: ['5'], ...correcting, sentence: 'keys.tissues' },
  'paint.ed': { keys: ['6'], ...correcting, sentence: 'keys.tissues' },
  'paint.et': { keys: ['7'], ...correcting, sentence: 'keys.tissues' },
  'brush.depth': { keys: ['V'], ...correcting, sentence: 'keys.depth' },
  'brush.smaller': { keys: ['['], ...correcting, sentence: 'keys.brushSize', isRepeated: true },
  'brush.larger': { keys: [']'], ...correcting, sentence: 'keys.brushSize', isRepeated: true },
  'brush.threshold': { keys: ['U'], ...correcting, sentence: 'keys.threshold' },
  'correction.undo': { keys: ['Ctrl+Z'], ...correcting, sentence: 'correction.undo', isRepeated: true },
  'correction.redo': { keys: ['Ctrl+Shift+Z', 'Ctrl+Y'], ...correcting, sentence: 'correction.redo', isRepeated: true },

  'hand.use': { keys: ['Enter'], ...handTools, sentence: 'keys.useAtCrosshair', focus: 'slice' },
  'hand.stepBack': { keys: ['Escape'], ...handTools, sentence: 'keys.stepBack' },

  'settings.toggle': { keys: [','], context: 'everywhere', sections: ['everywhere'], sentence: 'settings.title' },
  'settings.close': { keys: ['Escape'], context: 'settings', sections: ['everywhere'], sentence: 'keys.leaveSettings' },
  'help.toggle': { keys: ['?'], context: 'always', sections: ['everywhere'], sentence: 'keys.help' },
  'menu.openFiles': { keys: [menuKeys['open-files']], ...menu, sentence: 'action.chooseFiles' },
  'menu.openFolder': { keys: [menuKeys['open-folder']], ...menu, sentence: 'action.chooseFolder' },
  'menu.studies': { keys: [menuKeys['show-studies']], ...menu, sentence: 'workspace.backToStudies' },
  'menu.export': { keys: [menuKeys.export], ...menu, sentence: 'export.button' },
} as const satisfies Readonly<Record<string, Command>>;

export type CommandId = keyof typeof commands;

// holds: the keys of the table are its ids
export const commandIds = Object.keys(commands) as readonly CommandId[];

/** A command as the table's shape has it, whatever its own. */
export function commandOf(id: CommandId): Command {
  return commands[id];
}
