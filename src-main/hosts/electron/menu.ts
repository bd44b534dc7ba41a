import type { MenuItemConstructorOptions } from 'electron';
import { menuKeys, type MenuCommand } from '#shared/contract/desktop-bridge.ts';
import type { Texts } from './texts.ts';

export interface MenuActions {
  readonly command: (command: MenuCommand) => void;
  readonly showAbout: () => void;
}

export interface MenuOptions {
  readonly texts: Texts;
  readonly actions: MenuActions;
  readonly platform: NodeJS.Platform;
  readonly hasDeveloperTools: boolean;
}

type Items = MenuItemConstructorOptions[];

function fileItems({ texts, actions, platform }: MenuOptions): Items {
  const item = (id: MenuCommand, label: string, keys?: string): MenuItemConstructorOptions => ({
    id,
    label,
    ...(keys === undefined ? {} : { accelerator: accelerator(keys) }),
    click: () => actions.command(id),
  });
  return [
    item('open-files', texts.openFiles, menuKeys['open-files']),
    item('open-folder', texts.openFolder, menuKeys['open-folder']),
    item('open-sample', texts.openSample),
    { type: 'separator' },
    item('show-studies', texts.showStudies, menuKeys['show-studies']),
    item('export', texts.export, menuKeys.export),
    // macOS has Quit in the application menu
    ...(platform === 'darwin' ? [] : ([{ type: 'separator' }, { role: 'quit', label: texts.quit }] satisfies Items)),
  ];
}

function accelerator(keys: string): string {
  return keys.replace('Ctrl', 'CmdOrCtrl');
}

function editItems({ texts, actions }: MenuOptions): Items {
  return [
    { role: 'undo', label: texts.undo },
    { role: 'redo', label: texts.redo },
    { type: 'separator' },
    { role: 'cut', label: texts.cut },
    {
      id: 'copy',
      label: texts.copy,
      accelerator: accelerator(menuKeys.copy),
      // the page sees the key first, and takes it for a picture; macOS registers it all the same, for what is left
      registerAccelerator: false,
      click: () => actions.command('copy'),
    },
    { role: 'paste', label: texts.paste },
    { role: 'selectAll', label: texts.selectAll },
  ];
}

function viewItems({ texts, actions, platform, hasDeveloperTools }: MenuOptions): Items {
  const developerTools: Items = [{ type: 'separator' }, { role: 'toggleDevTools', label: texts.developerTools }];
  return [
    {
      id: 'toggle-segmentation',
      label: texts.toggleSegmentation,
      // Shown only: the page listens to the key itself and knows when the user is typing a name.
      // macOS cannot show an accelerator without taking the key.
      ...(platform === 'darwin' ? {} : { accelerator: menuKeys['toggle-segmentation'], registerAccelerator: false }),
      click: () => actions.command('toggle-segmentation'),
    },
    { type: 'separator' },
    { role: 'resetZoom', label: texts.actualSize },
    { role: 'zoomIn', label: texts.zoomIn },
    { role: 'zoomOut', label: texts.zoomOut },
    { type: 'separator' },
    { role: 'togglefullscreen', label: texts.fullScreen },
    ...(hasDeveloperTools ? developerTools : []),
  ];
}

/** The menu bar as data. */
export function menuTemplate(options: MenuOptions): Items {
  const { texts, actions, platform } = options;
  return [
    ...(platform === 'darwin' ? ([{ role: 'appMenu' }] satisfies Items) : []),
    { label: texts.file, submenu: fileItems(options) },
    { label: texts.edit, submenu: editItems(options) },
    { label: texts.view, submenu: viewItems(options) },
    {
      label: texts.help,
      role: 'help',
      submenu: [
        { id: 'show-keys', label: texts.showKeys, click: () => actions.command('show-keys') },
        { type: 'separator' },
        { id: 'about', label: texts.about, click: () => actions.showAbout() },
      ],
    },
  ];
}
