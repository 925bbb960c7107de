/** Which language the page speaks, and its texts: `useText().feature.key`, written out in full so that unused texts are found. */
import { createContext, createElement, type ReactNode, use, useEffect, useMemo, useSyncExternalStore } from 'react';
import { en, type Messages } from './en.ts';
import { enFormat, type Format, type Language, zhFormat } from './format.ts';
import { zhCN } from './zh-CN.ts';

export type LanguageSetting = 'system' | Language;

const texts: Readonly<Record<Language, Messages>> = { en, 'zh-CN': zhCN };
const formats: Readonly<Record<Language, Format>> = { en: enFormat, 'zh-CN': zhFormat };

interface Speech {
  readonly language: Language;
  readonly text: Messages;
  readonly format: Format;
}

const SpeechContext = createContext<Speech>(speechOf('en'));

function speechOf(language: Language): Speech {
  return { language, text: texts[language], format: formats[language] };
}

export function textFor(language: Language): Messages {
  return texts[language];
}

/** The first language the system asks for that Keytide speaks; English where there is none. */
export function resolveLanguage(setting: LanguageSetting, wanted: readonly string[]): Language {
  if (setting !== 'system') return setting;
  for (const tag of wanted) {
    const base = tag.toLowerCase().split('-')[0];
    if (base === 'en') return 'en';
    if (base === 'zh') return 'zh-CN';
  }
  return 'en';
}

/** Everything below speaks the chosen language, and the document says so to screen readers. */
export function Speaking({ language: setting, children }: { readonly language: LanguageSetting; readonly children: ReactNode }): ReactNode {
  const wanted = useSyncExternalStore(onLanguageChange, systemLanguages);
  const language = resolveLanguage(setting, wanted.split(','));
  const speech = useMemo(() => speechOf(language), [language]);
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  return createElement(SpeechContext, { value: speech }, children);
}

function systemLanguages(): string {
  return navigator.languages.join(',');
}

function onLanguageChange(changed: () => void): () => void {
  window.addEventListener('languagechange', changed);
  return () => window.removeEventListener('languagechange', changed);
}

export function useText(): Messages {
  return use(SpeechContext).text;
}

export function useFormat(): Format {
  return use(SpeechContext).format;
}
