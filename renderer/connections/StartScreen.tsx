/** The first screen: new connection, import, sample data, and the saved connections. */
import './start.css';
import { Download, FlaskConical, Plus } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import mark from '../../build/icon.svg';
import { type Profile, profileTitle, type Recent } from '../../shared/connections/profile.ts';
import { plainString } from '../../shared/visible.ts';
import { useText } from '../i18n/i18n.ts';
import { Button } from '../ui/Button.tsx';
import { Confirm } from '../ui/Dialog.tsx';
import { Empty, Skeleton } from '../ui/Pane.tsx';
import { ExportDialog } from './ExportDialog.tsx';
import { SavedConnections } from './SavedConnections.tsx';
import type { ListWishes } from './useListActions.ts';

export interface StartScreenProps {
  /** Null until the host has told them. */
  readonly profiles: readonly Profile[] | null;
  readonly onNew: () => void;
  readonly onImport: () => void;
  readonly onSample: () => void;
  readonly onOpen: (profileId: string) => void;
  readonly onEdit: (profile: Profile) => void;
  readonly onRemove: (profileId: string) => void;
  /** The last opened ones, newest first. */
  readonly recents: readonly Recent[];
  readonly list: ListWishes;
  /** How far the sample data is. */
  readonly children?: ReactNode;
}

export function StartScreen({ profiles, onNew, onImport, onSample, onOpen, onEdit, onRemove, recents, list, children }: StartScreenProps): ReactNode {
  const text = useText();
  const [exporting, setExporting] = useState<readonly string[] | null>(null);
  const [leaving, setLeaving] = useState<Profile | null>(null);
  return (
    <div className="start">
      <div className="start-column">
        <header className="start-head">
          <img src={mark} alt="" width="56" height="56" draggable={false} />
          <div>
            <h1>Keytide</h1>
            <p className="muted">{text.connections.tagline}</p>
          </div>
        </header>
        <div className="start-actions">
          <Button variant="primary" icon={<Plus size={16} />} command="newConnection" onPress={onNew}>
            {text.connections.newConnection}
          </Button>
          <Button icon={<Download size={16} />} onPress={onImport}>
            {text.connections.importConnections}
          </Button>
          <Button icon={<FlaskConical size={16} />} onPress={onSample}>
            {text.connections.trySample}
          </Button>
        </div>
        {children}
        {profiles === null ? (
          <Skeleton />
        ) : profiles.length === 0 ? (
          <div className="saved-none">
            <Empty title={text.connections.none} body={text.connections.noneBody} />
          </div>
        ) : (
          <SavedConnections
            profiles={profiles}
            recents={recents}
            onOpen={(profile) => onOpen(profile.id)}
            onEdit={onEdit}
            onRemove={setLeaving}
            onDuplicate={list.duplicate}
            onFavourite={list.favourite}
            onExport={setExporting}
            onMove={list.move}
          />
        )}
      </div>
      {exporting !== null && <ExportDialog ids={exporting} onClose={() => setExporting(null)} />}
      <Confirm
        open={leaving !== null}
        onClose={() => setLeaving(null)}
        title={text.connections.removeTitle(leaving === null ? '' : plainString(profileTitle(leaving), 80))}
        body={text.connections.removeBody}
        action={text.connections.removeAction}
        danger
        onConfirm={() => {
          if (leaving !== null) onRemove(leaving.id);
          setLeaving(null);
        }}
      />
    </div>
  );
}
