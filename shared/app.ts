/** What the page knows of the program it runs in: host, settings, notices, and the commands a native menu can send. */
import * as v from 'valibot';

export type HostKind = 'desktop' | 'browser';
export type Platform = 'mac' | 'windows' | 'linux';

export interface AppInfo {
  readonly version: string;
  readonly host: HostKind;
  readonly platform: Platform;
  readonly dataFolder: string;
  /** What went wrong with files while starting, said once to the user. */
  readonly notices: readonly StartNotice[];
}

export type StartNotice =
  /** A file could not be read as what it should be; it was kept under another name. */
  | { readonly kind: 'quarantined'; readonly file: string; readonly keptAs: string; readonly restoredFromBackup: boolean }
  /** A file was written by a newer Keytide and is used without being changed. */
  | { readonly kind: 'newer'; readonly file: string }
  /** The data folder cannot be written; nothing is remembered after this run. */
  | { readonly kind: 'unwritable'; readonly folder: string; readonly why: string };

const panelSizes = v.record(v.pipe(v.string(), v.maxLength(40)), v.array(v.pipe(v.number(), v.finite(), v.minValue(0), v.maxValue(100))));

export const feedColumns = ['number', 'time', 'delta', 'source', 'size'] as const;
export type FeedColumn = (typeof feedColumns)[number];

export const settingsSchema = v.object({
  theme: v.picklist(['system', 'light', 'dark']),
  language: v.picklist(['system', 'en', 'zh-CN']),
  density: v.picklist(['compact', 'cosy']),
  /** Percentages per panel group, by the group's name. */
  panels: panelSizes,
  /** Where the Live view sits when it is not alone. */
  dock: v.picklist(['below', 'beside', 'alone']),
  /** Of the list of messages, beside channel and payload. */
  feedColumns: v.pipe(v.array(v.picklist(feedColumns)), v.maxLength(feedColumns.length)),
  /** Payloads over three lines instead of one. */
  feedWrap: v.boolean(),
  /** Payloads in the list decoded, where that says more than their bytes. */
  feedDecoded: v.boolean(),
  /** What one feed may keep in the host's memory. */
  feedMegabytes: v.pipe(v.number(), v.integer(), v.minValue(16), v.maxValue(8192)),
  /** What was published and pinned may be on disk as it is, where the host has no keychain to seal it. */
  keepPayloads: v.boolean(),
  /** While no window is in front, an alert is a notice of the system. */
  alertNotices: v.boolean(),
  /** Which then shows what came, and not only that something did. */
  alertPayloads: v.boolean(),
  /** Where a recording ends by itself; 0: when the disk is full. */
  recordingGigabytes: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(65_536)),
  sampleRate: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(5000)),
});
export type Settings = v.InferOutput<typeof settingsSchema>;

export const defaultSettings: Settings = {
  theme: 'system',
  language: 'system',
  density: 'compact',
  panels: {},
  dock: 'below',
  feedColumns: ['time', 'source', 'size'],
  feedWrap: false,
  feedDecoded: true,
  feedMegabytes: 256,
  keepPayloads: false,
  alertNotices: false,
  alertPayloads: false,
  recordingGigabytes: 4,
  sampleRate: 20,
};

/** One entry of the native menu; the page makes the words, the host makes the menu. */
const menuItem = v.object({
  command: v.pipe(v.string(), v.maxLength(60)),
  label: v.pipe(v.string(), v.maxLength(120)),
  /** Electron accelerator, empty where the command has none. */
  accelerator: v.pipe(v.string(), v.maxLength(40)),
});
export const menuSchema = v.pipe(
  v.array(
    v.object({
      id: v.picklist(['app', 'file', 'edit', 'view', 'connection', 'window', 'help']),
      label: v.pipe(v.string(), v.maxLength(60)),
      items: v.pipe(v.array(menuItem), v.maxLength(60)),
    }),
  ),
  v.maxLength(10),
);
export type Menu = v.InferOutput<typeof menuSchema>;

/** A command chosen in the native menu. */
export interface AppEvent {
  readonly kind: 'command';
  readonly command: string;
}

/** A notice of the system; a later one with the same tag takes its place. */
export const outsideNotice = v.object({
  tag: v.pipe(v.string(), v.maxLength(100)),
  title: v.pipe(v.string(), v.maxLength(300)),
  body: v.pipe(v.string(), v.maxLength(1000)),
});
export type OutsideNotice = v.InferOutput<typeof outsideNotice>;

/** How many alerts of a page nobody has looked at, and the same in words. */
export const badgeSchema = v.object({
  unseen: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1_000_000_000)),
  words: v.pipe(v.string(), v.maxLength(200)),
});
export type Badge = v.InferOutput<typeof badgeSchema>;

/** The only pages Keytide opens outside itself, by name: no address ever comes from data. */
export const docPages = {
  home: 'https://github.com/keytide/keytide',
  issues: 'https://github.com/keytide/keytide/issues',
  commands: 'https://valkey.io/commands/',
} as const;
export type DocPage = keyof typeof docPages;
