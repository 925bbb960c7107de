/** The settings' texts in Simplified Chinese. */
import type { settings as English } from '../en/settings.ts';
import type { Texts } from '../texts.ts';

export const settings: Texts<typeof English> = {
  title: '设置',
  theme: '主题',
  themes: { system: '跟随系统', light: '浅色', dark: '深色' },
  language: '语言',
  languageSystem: '跟随系统',
  density: '密度',
  densities: { compact: '紧凑', cosy: '宽松' },
  dock: '“键”视图中的实时消息',
  docks: { below: '下方', beside: '旁边', alone: '仅在单独的视图中' },
};
