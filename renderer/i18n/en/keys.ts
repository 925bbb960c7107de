/** Texts of the key list. */
export const keys = {
  filter: 'Filter keys',
  type: 'Type',
  tree: 'Keys',
  scan: 'Scan',
  newKey: 'New key',
  stopScan: 'Stop scan',
  rescan: 'Rescan',
};
