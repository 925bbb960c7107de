/** Texts of the live pane. */
export const feed = {
  region: 'Live',
  name: 'Channel or pattern',
  source: 'Source',
  channel: 'Channel',
  pattern: 'Pattern',
  subscribe: 'Subscribe',
  filter: 'Filter messages',
  messages: 'Messages',
  pause: 'Pause',
  resume: 'Resume',
  clear: 'Clear',
  counters: 'Feed counters',
  channels: 'Channels',
  message: 'Message',
  publish: 'Publish',
  payload: 'Payload',
};
