/** Texts of the sample server. */
import { enFormat as f } from '../format.ts';

export const sample = {
  starting: 'Starting a sample server',
  startingBody: 'A real server on this machine, with nothing saved to disk. It ends with Keytide.',
  seeding: 'Filling it with a shop and its chat',
  running: 'Sample data is open',
  runningBody: (keys: number, port: number) => `Began with ${f.number(keys)} keys, on port ${port}.`,
  show: 'Show it',
  end: 'End it',
  missing: 'No Redis or Valkey server is installed here',
  missingBody: 'Sample data runs on a real server. This installs one:',
  missingUnknown: 'Sample data runs on a real server. Install redis-server or valkey-server and put it on the PATH.',
  copy: 'Copy command',
  copied: 'Copied',
  copyFailed: 'Copying was refused: select the command and copy it.',
  failed: 'The sample server failed',
  failedBody: 'This is what its program said:',
  ended: 'The sample server has ended',
  endedBody: 'Its data is gone with it; it can be started anew.',
  restart: 'Start again',
  traffic: 'Sample traffic',
  paused: 'Paused',
  perSecond: (rate: number) => `${f.number(rate)} per second`,
  trafficFailed: 'The rate was not changed',
};
