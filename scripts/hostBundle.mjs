// What bundling the host takes besides its sources, for the build and for the tests that bundle it as the build does.
// @ts-check

/** ssh2 tries native parts for speed and does without where they fail to load: of a bundle there is one for every system.
 * @type {import('vite').Plugin} */
export const noNativeParts = {
  name: 'no-native-parts',
  enforce: 'pre',
  resolveId: (id) => (/\.node$|^cpu-features$/.test(id) ? '\0no-native-parts.cjs' : null),
  load: (id) => (id === '\0no-native-parts.cjs' ? "module.exports = {}; throw new Error('no native parts');" : null),
};

/** What CommonJS has by itself, and ssh2 asks for in the bundle as well. @param {'es' | 'cjs'} format @returns {Record<string, string>} */
export function commonJsNames(format) {
  return format === 'es' ? { __dirname: 'import.meta.dirname' } : {};
}
