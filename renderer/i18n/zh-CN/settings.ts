/** The settings' texts in Simplified Chinese. */
import type { settings as English } from '../en/settings.ts';
import type { Texts } from '../texts.ts';

export const settings: Texts<typeof English> = {
  title: '设置',
  theme: '主题',
  language: '语言',
  density: '密度',
};
