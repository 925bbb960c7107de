/** What no page may do, whatever it has become: go elsewhere, open windows, reach the network, ask for devices. */
import type { Session, WebContents } from 'electron';
import type { Log } from '../core/log.ts';
import { pageOrigin } from './appProtocol.ts';

const allowedPermission = 'clipboard-sanitized-write';

export function guardSession(session: Session, log: Log): void {
  session.setPermissionRequestHandler((_contents, permission, answer) => answer(permission === allowedPermission));
  session.setPermissionCheckHandler((_contents, permission) => permission === allowedPermission);
  session.setDevicePermissionHandler(() => false);
  session.webRequest.onBeforeRequest(({ url }, answer) => {
    const cancel = !mayLoad(url);
    if (cancel) log.write({ event: 'refused', what: 'request', why: 'network' });
    answer({ cancel });
  });
}

/** For every webContents there is, so that none is forgotten. */
export function guardContents(contents: WebContents, log: Log): void {
  const refuse = (why: string) => (event: { preventDefault(): void }) => {
    event.preventDefault();
    log.write({ event: 'refused', what: 'request', why });
  };
  contents.on('will-navigate', refuse('navigation'));
  contents.on('will-frame-navigate', refuse('frame navigation'));
  contents.on('will-redirect', refuse('redirect'));
  contents.on('will-attach-webview', refuse('webview'));
  contents.setWindowOpenHandler(() => {
    log.write({ event: 'refused', what: 'request', why: 'window' });
    return { action: 'deny' };
  });
  // Neither the CSP nor webRequest sees what WebRTC sends.
  contents.setWebRTCIPHandlingPolicy('disable_non_proxied_udp');
}

function mayLoad(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, host } = new URL(url);
  return protocol === 'devtools:' || `${protocol}//${host}` === pageOrigin;
}
