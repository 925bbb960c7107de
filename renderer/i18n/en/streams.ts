/** Texts of a stream's consumer groups. */
import { enFormat as f } from '../format.ts';

export const streams = {
  groups: 'Consumer groups',
  none: 'No consumer groups',
  noneWhat: 'Entries are read by XREAD alone, or nobody has made a group yet.',
  create: 'Create group',
  groupName: 'Name of the group',
  startId: 'From ID: $ new, 0 all',
  facts: (pending: number, lag: number | null, consumers: number) =>
    `${f.number(pending)} pending · ${lag === null ? 'lag unknown' : `lag ${f.number(lag)}`} · ${f.number(consumers)} ${f.plural(consumers, 'consumer', 'consumers')}`,
  pending: 'Pending entries',
  nothingPending: 'Nothing is pending',
  consumer: 'Consumer',
  idle: 'Since',
  deliveries: 'Deliveries',
  ack: (count: number) => `Acknowledge ${f.number(count)}`,
  claimFor: 'Consumer to claim for',
  claim: (count: number) => `Claim ${f.number(count)}`,
  destroy: (name: string) => `Delete the group ${name}`,
  done: (count: number | null) => (count === null ? 'Done' : `${f.number(count)} ${f.plural(count, 'entry', 'entries')} deleted`),
  replay: 'Add again',
  trim: 'Trim',
  trimTo: 'Entries, or an ID',
  maxLength: 'Keep the newest',
  minId: 'Keep from ID on',
  trimCount: (gone: number, length: number) => `Deletes the oldest ${f.number(gone)} of ${f.number(length)} entries.`,
  trimId: (id: string) => `Deletes all entries with an ID below ${id}.`,
};
