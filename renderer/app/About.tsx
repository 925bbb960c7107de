/** What this program is, and where its pages are. */
import type { ReactNode } from 'react';
import { useText } from '../i18n/i18n.ts';
import { Button } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { useApp } from './useApp.ts';

export function About({ onClose }: { readonly onClose: () => void }): ReactNode {
  const text = useText();
  const info = useApp((state) => state.info);
  const openDoc = useApp((state) => state.openDoc);
  return (
    <Dialog
      open
      onClose={onClose}
      title={text.app.about}
      width="narrow"
      footer={
        <>
          <Button onPress={() => openDoc('issues')}>{text.commands.names.reportIssue}</Button>
          <Button onPress={() => openDoc('commands')}>{text.commands.names.documentation}</Button>
        </>
      }
    >
      <p>{info !== null && text.app.aboutText(info.version, info.host === 'desktop' ? text.app.desktop : text.app.browser)}</p>
    </Dialog>
  );
}
