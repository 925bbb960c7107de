/** What the parts of the stand-in share: how it was told to be, what it was told to do, and whether it is ready. */

export interface StandinConfig {
  readonly packaged: boolean;
  readonly lock: boolean;
  readonly appData: string;
  /** What safeStorage says on Linux. */
  readonly backend: string;
  readonly keychain: boolean;
  readonly dark: boolean;
  /** The system shows notices. */
  readonly notices: boolean;
  readonly switches: Readonly<Record<string, string>>;
}

export const config = JSON.parse(process.env['STANDIN'] ?? '{}') as StandinConfig;

/** Everything main said that is not kept elsewhere, in order. */
export const calls: (readonly [name: string, ...args: unknown[]])[] = [];
export const note =
  (name: string) =>
  (...args: unknown[]): void =>
    void calls.push([name, ...args]);

let ready = false;
let tellReady = (): void => undefined;
export const whenReady = new Promise<void>((resolve) => (tellReady = resolve));
export const isReady = (): boolean => ready;

export function becomeReady(): void {
  ready = true;
  tellReady();
}

export function beforeReady(name: string): void {
  if (ready) throw new Error(`${name} came after ready`);
  calls.push([name]);
}

export class Preventable {
  defaultPrevented = false;
  preventDefault(): void {
    this.defaultPrevented = true;
  }
}
