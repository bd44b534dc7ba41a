import type { BackendClient, FileRef, StudyExport } from '#shared/contract/index.ts';
import type { MenuCommand } from '#shared/contract/desktop-bridge.ts';
import type { LabelConvention } from '#shared/domain/label-scheme.ts';

/** `lost` lasts through the automatic attempts to connect again. */
export type ConnectionStatus = 'connecting' | 'connected' | 'lost';

/** Files as the user gave them, before the backend knows of them. */
export type GivenFiles =
  | {
      readonly kind: 'files';
      readonly files: readonly File[];
      /** Where each lies below what was given ('/' between names), in the same order; absent: side by side. */
      readonly places?: readonly string[];
    }
  | { readonly kind: 'paths'; readonly paths: readonly string[] };

/** A file made in the page. */
export interface PageFile {
  /** Suggested; its ending says what it is. */
  readonly name: string;
  readonly content: Blob;
}

/** The renderer's one door to the backend, whichever host serves the page. */
export interface BackendConnection {
  readonly client: BackendClient;
  /** Bytes of a volume or label map; the caller owns them. Throws GlioscopeError. */
  readonly readBlob: (blobId: string) => Promise<ArrayBuffer>;
  /** Asks the user; null when they cancel. */
  readonly chooseFiles: () => Promise<GivenFiles | null>;
  readonly chooseFolder: () => Promise<GivenFiles | null>;
  /** What was dropped, folders searched. Must be called inside the drop event: the browser empties the transfer after it. */
  readonly takeDropped: (transfer: DataTransfer) => Promise<GivenFiles>;
  /** Makes the files reachable for the backend (uploads them where it has no real path). Throws GlioscopeError. */
  readonly toFileRefs: (given: GivenFiles) => Promise<FileRef[]>;
  /** The draft to be forgotten when the page goes without a word; null for none. Hosts that end with their page ignore it. */
  readonly discardOnLeave: (draftId: string | null) => void;
  /** Saves a result as .nii.gz; resolves to where it went, or null when the user cancelled. Throws GlioscopeError. */
  readonly exportResult: (
    resultId: string,
    convention: LabelConvention,
    suggestedName: string,
  ) => Promise<string | null>;
  /** Saves a study as files, in a folder or a .zip of that name; resolves and throws likewise. */
  readonly exportStudy: (wanted: StudyExport, suggestedName: string) => Promise<string | null>;
  /** Saves the table of studies (`batch.table`); resolves and throws likewise. */
  readonly exportTable: (studyIds: readonly string[]) => Promise<string | null>;
  /** Saves what the page itself has made; resolves and throws likewise. */
  readonly saveFile: (file: PageFile) => Promise<string | null>;
  /** Puts a PNG on the system's clipboard (copy-image.ts). */
  readonly copyImage: (png: Promise<Blob>) => Promise<void>;
  readonly status: () => ConnectionStatus;
  /** Returns a function that stops listening. */
  readonly onStatus: (listener: (status: ConnectionStatus) => void) => () => void;
  /** Tries again at once instead of waiting for the next automatic attempt. */
  readonly reconnect: () => void;
  /** Tells the host which language the page speaks; hosts without menus of their own ignore it. */
  readonly setLanguage: (language: 'en' | 'ko') => void;
  /** Opens the data directory in the system's file manager; null for hosts that cannot. */
  readonly showDataDirectory: (() => void) | null;
  /** Whether the window has a native menu. */
  readonly hasMenu: boolean;
  /** Commands of the native menu; hosts without one never call. */
  readonly onMenuCommand: (listener: (command: MenuCommand) => void) => () => void;
}
