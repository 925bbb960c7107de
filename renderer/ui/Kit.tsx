/** What the kit needs around the page: theme, density, platform, tooltips, notices. No style element is ever written. */
import '@fontsource-variable/jetbrains-mono';
import './theme.css';
import './base.css';
import { CSPProvider } from '@base-ui/react/csp-provider';
import { Tooltip } from '@base-ui/react/tooltip';
import { createContext, type ReactNode, useContext, useEffect, useMemo } from 'react';
import type { Settings } from '../../shared/app.ts';
import { type Surface, SurfaceContext } from '../commands/useCommand.ts';
import { Notices } from './Notices.tsx';

/** Pixels of one row, as `--row` has it. */
const rowHeights: Readonly<Record<Settings['density'], number>> = { compact: 24, cosy: 28 };
const RowContext = createContext(rowHeights.compact);

export function useRowHeight(): number {
  return useContext(RowContext);
}

export interface KitProps extends Surface {
  readonly theme: Settings['theme'];
  readonly density: Settings['density'];
  readonly children: ReactNode;
}

export function Kit({ theme, density, platform, host, children }: KitProps): ReactNode {
  useTheme(theme);
  useEffect(() => {
    document.documentElement.dataset['density'] = density;
  }, [density]);
  const surface = useMemo(() => ({ platform, host }), [platform, host]);
  return (
    <CSPProvider disableStyleElements>
      <SurfaceContext value={surface}>
        <RowContext value={rowHeights[density]}>
          <Tooltip.Provider delay={500}>
            <Notices>{children}</Notices>
          </Tooltip.Provider>
        </RowContext>
      </SurfaceContext>
    </CSPProvider>
  );
}

/** `system` follows the OS while the page is open. */
function useTheme(theme: Settings['theme']): void {
  useEffect(() => {
    const dark = window.matchMedia('(prefers-color-scheme: dark)');
    const apply = (): void => {
      document.documentElement.dataset['theme'] = theme === 'system' ? (dark.matches ? 'dark' : 'light') : theme;
    };
    apply();
    dark.addEventListener('change', apply);
    return () => dark.removeEventListener('change', apply);
  }, [theme]);
}
