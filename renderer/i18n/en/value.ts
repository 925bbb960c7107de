/** Texts of the value pane. */
export const value = {
  region: 'Value',
  keyName: 'Key name',
  ttl: 'TTL',
  viewAs: 'View as',
  entries: 'Entries',
  text: 'Value text',
  save: 'Save',
  discard: 'Discard',
  refresh: 'Refresh',
  remove: 'Delete',
};
