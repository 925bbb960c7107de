/** Texts of the settings. */
export const settings = {
  title: 'Settings',
  theme: 'Theme',
  language: 'Language',
  density: 'Density',
};
