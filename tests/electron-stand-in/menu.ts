import type { MenuEntry } from './driver-wire.ts';

interface Template {
  readonly id?: string;
  readonly label?: string;
  readonly role?: string;
  readonly type?: string;
  readonly accelerator?: string;
  readonly click?: () => void;
  readonly submenu?: readonly Template[];
}

export class Menu {
  static #applicationMenu: Menu | null = null;
  readonly items: readonly Template[];

  constructor(items: readonly Template[]) {
    this.items = items;
  }

  static buildFromTemplate(template: readonly Template[]): Menu {
    for (const item of template) {
      if (item.label === undefined && item.role === undefined && item.type !== 'separator') {
        throw new TypeError('Invalid template for MenuItem: must have at least one of label, role or type');
      }
    }
    return new Menu(template);
  }

  static setApplicationMenu(menu: Menu | null): void {
    Menu.#applicationMenu = menu;
  }

  static entries(): MenuEntry[] {
    return (Menu.#applicationMenu?.items ?? []).filter((item) => item.type !== 'separator').map(toEntry);
  }

  static click(itemId: string): void {
    const item = findItem(Menu.#applicationMenu?.items ?? [], itemId);
    if (item?.click === undefined) throw new Error(`stand-in: no menu item '${itemId}' that can be clicked`);
    item.click();
  }
}

function toEntry(item: Template): MenuEntry {
  return {
    id: item.id ?? null,
    label: item.label ?? '',
    role: item.role ?? null,
    accelerator: item.accelerator ?? null,
    submenu: (item.submenu ?? []).filter((child) => child.type !== 'separator').map(toEntry),
  };
}

function findItem(items: readonly Template[], itemId: string): Template | undefined {
  for (const item of items) {
    const found = item.id === itemId ? item : findItem(item.submenu ?? [], itemId);
    if (found !== undefined) return found;
  }
  return undefined;
}
