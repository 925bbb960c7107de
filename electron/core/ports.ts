/** What a host lends the core: the few things that differ between desktop and browser edition. */
import type { AppEvent, Badge, DocPage, HostKind, Menu, OutsideNotice, Platform } from '../../shared/app.ts';
import type { Log } from './log.ts';

/** Encrypts what is to be stored on disk. */
export interface SecretBox {
  /** Null: nothing safe is to be had, so secrets live in memory until Keytide ends. */
  readonly seal: ((secret: string) => Promise<Uint8Array>) | null;
  open(sealed: Uint8Array): Promise<string>;
}

export interface Shell {
  readonly kind: HostKind;
  readonly platform: Platform;
  readonly version: string;
  /** Shows the page's menu while the iteration lasts and yields what is chosen. */
  events(menu: Menu, signal: AbortSignal): AsyncIterable<AppEvent>;
  openDoc(page: DocPage): Promise<void>;
  /** Shows it until the signal, or until it was seen to; null where the page raises its own. */
  readonly notice: ((notice: OutsideNotice, signal: AbortSignal) => AsyncIterable<'clicked'>) | null;
  /** The same of a number on the application's picture. */
  readonly badge: ((badge: Badge, signal: AbortSignal) => AsyncIterable<never>) | null;
}

/** A file the user asked for, on its way. */
export interface FileSink {
  /** As the user sees it. */
  readonly name: string;
  /** Resolves when more can be taken. Rejects with a FaultError where it cannot be written. */
  write(bytes: Uint8Array): Promise<void>;
  /** Complete and in its place; else nothing of it is left. */
  end(complete: boolean): Promise<void>;
}

/** Asks where to write a file; null: nowhere. */
export type SaveAs = (name: string) => Promise<FileSink | null>;

export interface Ports {
  readonly dataFolder: string;
  readonly secrets: SecretBox;
  readonly shell: Shell;
  readonly log: Log;
  /** What the host was started with; absent where it is not to be looked at. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** Null where the page takes files itself. */
  readonly saveAs: SaveAs | null;
}
