/** Reasons not to start at all: surroundings in which Keytide could not keep what it promises. */

import { printsSecrets } from '../core/log.ts';

export interface Surroundings {
  readonly packaged: boolean;
  readonly hasSwitch: (name: string) => boolean;
  readonly debug: string;
}

/** In the user's words, or null where nothing speaks against it. Development runs may do as they like. */
export function reasonNotToStart({ packaged, hasSwitch, debug }: Surroundings): string | null {
  if (!packaged) return null;
  if (printsSecrets(debug)) return 'The environment variable DEBUG would make passwords appear on standard error. Unset it and start again.';
  // The launcher of an AppImage adds this switch by itself where the system has no user namespaces for it.
  if (hasSwitch('no-sandbox')) {
    return [
      'Keytide does not run without its sandbox, and this system does not let it have one.',
      'The .deb and .rpm packages bring the AppArmor profile it needs. In a container, or as root, use the browser edition: keytide serve.',
    ].join('\n\n');
  }
  return null;
}
