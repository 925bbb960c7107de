/** Texts of the settings. */
export const settings = {
  title: 'Settings',
  theme: 'Theme',
  themes: { system: 'As the system', light: 'Light', dark: 'Dark' },
  language: 'Language',
  languageSystem: 'As the system',
  density: 'Density',
  densities: { compact: 'Compact', cosy: 'Cosy' },
  dock: 'Live in the Keys view',
  docks: { below: 'Below', beside: 'Beside', alone: 'Only in its own view' },
};
