/** Settings: each takes effect at once. */
import type { ReactNode } from 'react';
import { SecretsHint } from '../connections/SecretsPlace.tsx';
import { useText } from '../i18n/i18n.ts';
import { Dialog } from '../ui/Dialog.tsx';
import { RadioGroup } from '../ui/RadioGroup.tsx';
import { Select } from '../ui/Select.tsx';
import { CommandsSettings } from './CommandsSettings.tsx';
import { languageNames } from './languages.ts';
import { useApp } from './useApp.ts';

export function SettingsDialog({ onClose }: { readonly onClose: () => void }): ReactNode {
  const text = useText();
  const settings = useApp((state) => state.settings);
  const info = useApp((state) => state.info);
  const change = useApp((state) => state.changeSettings);
  return (
    <Dialog open onClose={onClose} title={text.settings.title}>
      <div className="form">
        <RadioGroup
          label={text.settings.theme}
          value={settings.theme}
          onChange={(theme) => change({ theme })}
          choices={[
            { value: 'system', label: text.settings.themes.system },
            { value: 'light', label: text.settings.themes.light },
            { value: 'dark', label: text.settings.themes.dark },
          ]}
        />
        <Select
          label={text.settings.language}
          value={settings.language}
          onChange={(language) => change({ language })}
          choices={[
            { value: 'system', label: text.settings.languageSystem },
            { value: 'en', label: languageNames.en },
            { value: 'zh-CN', label: languageNames['zh-CN'] },
          ]}
        />
        <RadioGroup
          label={text.settings.density}
          value={settings.density}
          onChange={(density) => change({ density })}
          choices={[
            { value: 'compact', label: text.settings.densities.compact },
            { value: 'cosy', label: text.settings.densities.cosy },
          ]}
        />
        <RadioGroup
          label={text.settings.dock}
          value={settings.dock}
          onChange={(dock) => change({ dock })}
          choices={[
            { value: 'below', label: text.settings.docks.below },
            { value: 'beside', label: text.settings.docks.beside },
            { value: 'alone', label: text.settings.docks.alone },
          ]}
        />
        <CommandsSettings />
        {info !== null && (
          <dl className="facts">
            <dt>{text.app.dataFolder}</dt>
            <dd className="data">{info.dataFolder}</dd>
          </dl>
        )}
        <p className="muted">
          <SecretsHint />
        </p>
      </div>
    </Dialog>
  );
}
