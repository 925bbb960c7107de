/** The commands that the window itself answers. */
import { useCommand } from '../commands/useCommand.ts';
import { useApp } from './useApp.ts';

export function useAppCommands(): void {
  const state = useApp((one) => one);
  const { tabs, active, show, activate } = state;
  useCommand('palette', () => show({ kind: 'palette' }));
  useCommand('settings', () => show({ kind: 'settings' }));
  useCommand('cheatSheet', () => show({ kind: 'shortcuts' }));
  useCommand('about', () => show({ kind: 'about' }));
  useCommand('newConnection', () => show({ kind: 'connection', profile: null }));
  useCommand('importConnections', () => show({ kind: 'import' }));
  useCommand('findServers', () => show({ kind: 'find' }));
  useCommand('trySample', state.startSample);
  useCommand('newTab', () => activate(null));
  useCommand('closeTab', () => active !== null && state.closeTab(active), active !== null);
  useCommand('reopenTab', state.reopenTab);
  useCommand('documentation', () => state.openDoc('commands'));
  useCommand('reportIssue', () => state.openDoc('issues'));
  const go = (at: number) => (): void => activate(tabs[at]?.id ?? null);
  useCommand('tab1', go(0), tabs.length > 0);
  useCommand('tab2', go(1), tabs.length > 1);
  useCommand('tab3', go(2), tabs.length > 2);
  useCommand('tab4', go(3), tabs.length > 3);
  useCommand('tab5', go(4), tabs.length > 4);
  useCommand('tab6', go(5), tabs.length > 5);
  useCommand('tab7', go(6), tabs.length > 6);
  useCommand('tab8', go(7), tabs.length > 7);
  useCommand('tab9', go(tabs.length - 1), tabs.length > 8);
}
