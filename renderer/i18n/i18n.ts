/** Which language the page speaks, and its texts: `useText().feature.key`, written out in full so that unused texts are found. */
import { createContext, createElement, type ReactNode, use, useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import { en, type Messages } from './en.ts';
import { enFormat, type Format, type Language, zhFormat } from './format.ts';

export type LanguageSetting = 'system' | Language;

/** English comes with the page, every other language when it is first spoken. */
const texts = new Map<Language, Messages>([['en', en]]);
const formats: Readonly<Record<Language, Format>> = { en: enFormat, 'zh-CN': zhFormat };

interface Speech {
  readonly language: Language;
  readonly text: Messages;
  readonly format: Format;
}

const SpeechContext = createContext<Speech>(speechOf('en'));

function speechOf(language: Language): Speech {
  return { language, text: textFor(language), format: formats[language] };
}

/** English until the language is there. */
export function textFor(language: Language): Messages {
  return texts.get(language) ?? en;
}

export async function loadLanguage(language: Language): Promise<void> {
  if (!texts.has(language)) texts.set(language, (await import('./zh-CN.ts')).zhCN);
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
  const asked = resolveLanguage(setting, wanted.split(','));
  const language = useLoaded(asked);
  const speech = useMemo(() => speechOf(language ?? 'en'), [language]);
  useEffect(() => {
    if (language !== null) document.documentElement.lang = language;
  }, [language]);
  // Nothing is said in a language that nobody asked for.
  return language === null ? null : createElement(SpeechContext, { value: speech }, children);
}

/** The language that is asked for, or the one before while it is on its way; null before the first. */
function useLoaded(asked: Language): Language | null {
  const [loaded, setLoaded] = useState<Language | null>(texts.has(asked) ? asked : null);
  useEffect(() => {
    let wanted = true;
    const speak = (language: Language): void => {
      if (wanted) setLoaded(language);
    };
    // Without its texts the page speaks English rather than not at all.
    loadLanguage(asked).then(
      () => speak(asked),
      () => speak('en'),
    );
    return () => void (wanted = false);
  }, [asked]);
  return texts.has(asked) ? asked : loaded;
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
