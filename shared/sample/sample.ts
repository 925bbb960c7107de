/** The sample server: a real redis-server or valkey-server that Keytide starts, fills and ends. */
export type SampleState =
  | { readonly kind: 'starting' }
  | { readonly kind: 'seeding'; readonly keys: number }
  | { readonly kind: 'running'; readonly profileId: string; readonly port: number; readonly keys: number }
  /** No server program on PATH; `install` is the one command for this system, empty where none is known. */
  | { readonly kind: 'missing'; readonly install: string }
  | { readonly kind: 'failed'; readonly why: string }
  | { readonly kind: 'ended' };
