/** Texts of the server view. */
import { enFormat as f } from '../format.ts';

export const server = {
  title: 'Server',
  filter: 'Filter information',
  refresh: 'Refresh',
  refreshHint: 'Sends INFO; by itself every 5 s while this view is in sight',
  readAt: (time: string) => `Read at ${time}`,
  numbers: 'Important numbers',
  uptime: 'Uptime',
  seconds: (seconds: number) => `${f.number(seconds)} s`,
  memory: 'Memory used',
  noLimit: 'no limit',
  limit: (bytes: number) => `limit ${f.bytes(bytes)}`,
  clients: 'Clients',
  ops: 'Commands/s',
  hitRate: 'Hit rate',
  hits: (hits: number, of: number) => `${f.number(hits)} of ${f.number(of)} reads`,
  keysIn: (database: string) => `Keys in ${database}`,
  expiring: (count: number) => `${f.number(count)} with a time limit`,
  nothing: 'The server said nothing of itself',
  noMatch: 'No line contains this',
  left: (count: number) => `${f.number(count)} more ${f.plural(count, 'line is', 'lines are')} not shown: filter for them.`,
};
