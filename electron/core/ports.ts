/** What a host lends the core: the few things that differ between desktop and browser edition. */
import type { AppEvent, DocPage, HostKind, Menu, Platform } from '../../shared/app.ts';
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
}

export interface Ports {
  readonly dataFolder: string;
  readonly secrets: SecretBox;
  readonly shell: Shell;
  readonly log: Log;
  /** What the host was started with; absent where it is not to be looked at. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
}
