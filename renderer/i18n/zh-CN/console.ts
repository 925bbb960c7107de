/** The console's texts in Simplified Chinese. */
import type { consoleTexts as English } from '../en/console.ts';
import type { Texts } from '../texts.ts';

export const consoleTexts: Texts<typeof English> = {
  command: '命令',
  replies: '应答',
};
