/** Texts of the console. */
export const consoleTexts = {
  command: 'Command',
  replies: 'Replies',
};
