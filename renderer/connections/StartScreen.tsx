/** The first screen: new connection, import, sample data, and the saved connections. */
import './start.css';
import { Download, FlaskConical, Plus, Radar } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import mark from '../../build/icon.svg';
import type { Offer } from '../../shared/connections/arrivals.ts';
import { type Profile, profileTitle, type Recent } from '../../shared/connections/profile.ts';
import { plainString } from '../../shared/visible.ts';
import { useText } from '../i18n/i18n.ts';
import { Button } from '../ui/Button.tsx';
import { Confirm } from '../ui/Dialog.tsx';
import { Empty, Skeleton } from '../ui/Pane.tsx';
import { EnvironmentOffers } from './EnvironmentOffers.tsx';
import { ExportDialog } from './ExportDialog.tsx';
import { SavedConnections } from './SavedConnections.tsx';
import { useFileDrop } from './useFileDrop.ts';
import type { ListWishes } from './useListActions.ts';

export interface StartScreenProps {
  /** Null until the host has told them. */
  readonly profiles: readonly Profile[] | null;
  /** A host is there, or on its way; without one nothing comes, and the strip over the window says why. */
  readonly coming: boolean;
  readonly onNew: () => void;
  /** With the file that was dropped here. */
  readonly onImport: (file?: File) => void;
  readonly onFind: () => void;
  readonly onSample: () => void;
  readonly onOpen: (profileId: string) => void;
  readonly onEdit: (profile: Profile) => void;
  readonly onRemove: (profileId: string) => void;
  /** The last opened ones, newest first. */
  readonly recents: readonly Recent[];
  readonly environment: readonly Offer[];
  readonly onOffer: (offer: Offer) => void;
  /** In the tab it has already, or in a new one. */
  readonly onShow: (profileId: string) => void;
  readonly list: ListWishes;
  /** How far the sample data is. */
  readonly children?: ReactNode;
}

export function StartScreen(props: StartScreenProps): ReactNode {
  const { profiles, onNew, onImport, onFind, onSample, onOpen, onEdit, onRemove, recents, list, children } = props;
  const text = useText();
  const [exporting, setExporting] = useState<readonly string[] | null>(null);
  const [leaving, setLeaving] = useState<Profile | null>(null);
  const { over, ...drop } = useFileDrop(onImport);
  return (
    <div className={`start${over ? ' over' : ''}`} {...drop}>
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
          <Button icon={<Download size={16} />} onPress={() => onImport()}>
            {text.connections.importConnections}
          </Button>
          <Button icon={<Radar size={16} />} onPress={onFind}>
            {text.ways.find}
          </Button>
          <Button icon={<FlaskConical size={16} />} onPress={onSample}>
            {text.connections.trySample}
          </Button>
        </div>
        {children}
        {profiles !== null && <EnvironmentOffers offers={props.environment} profiles={profiles} onUse={props.onOffer} onOpen={props.onShow} />}
        {profiles === null ? (
          props.coming && <Skeleton />
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
