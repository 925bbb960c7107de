/** Texts of the shell: tabs, rail, status bar, start screen, palette. */
export const app = {
  tabs: 'Connections',
  views: 'Views',
  status: 'Status',
  keys: 'Keys',
  live: 'Live',
  console: 'Console',
  server: 'Server',
  jobs: 'Jobs',
};
