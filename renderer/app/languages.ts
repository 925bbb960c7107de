/** The languages by their own names: never translated, so that everybody finds theirs. */
import type { Language } from '../i18n/format.ts';

export const languageNames: Readonly<Record<Language, string>> = { en: 'English', 'zh-CN': '简体中文' };
