/** The line at the bottom: how the connection in front is, what the server says of itself, what the feed missed. */
import { Lock, LockOpen, TriangleAlert } from 'lucide-react';
import { type ReactNode, useEffect, useState } from 'react';
import { useStore } from 'zustand';
import { isLockable, profileTitle } from '../../shared/connections/profile.ts';
import type { SessionState } from '../../shared/connections/session.ts';
import { plainString } from '../../shared/visible.ts';
import { Permissions } from '../connections/Permissions.tsx';
import type { ConnectionSlice } from '../connections/slice.ts';
import { useFormat, useText } from '../i18n/i18n.ts';
import { SampleControls } from '../sample/SampleControls.tsx';
import { Button } from '../ui/Button.tsx';
import { Confirm } from '../ui/Dialog.tsx';
import { Menu } from '../ui/Menu.tsx';
import { useNow } from '../ui/Pane.tsx';
import { DatabaseMenu } from './DatabaseMenu.tsx';
import { languageNames } from './languages.ts';
import { PhaseDot, phaseWords } from './PhaseDot.tsx';
import type { TabEntry } from './store.ts';
import { useApp } from './useApp.ts';

export function StatusBar(): ReactNode {
  const text = useText();
  const tab = useApp((state) => state.tabs.find((one) => one.id === state.active));
  return (
    // biome-ignore lint/a11y/useSemanticElements: a footer of the page has this role by itself, but not to the linter its name
    <div role="contentinfo" className="status-bar" aria-label={text.app.status}>
      {tab === undefined ? <span className="title-space" /> : <TabStatus key={tab.id} tab={tab} />}
      <LanguageMenu />
    </div>
  );
}

function TabStatus({ tab }: { readonly tab: TabEntry }): ReactNode {
  const text = useText();
  const format = useFormat();
  const { client, sample } = useApp((state) => state);
  const rate = useApp((state) => state.settings.sampleRate);
  const change = useApp((state) => state.changeSettings);
  const connection = useStore(tab.store, (state) => state.connection);
  const counters = useStore(tab.store, (state) => state.feed.counters);
  const { show } = connection;
  const session = connection.state?.session;
  // biome-ignore lint/correctness/useExhaustiveDependencies: another session is another one to look at.
  useEffect(() => show(), [show, session]);
  const facts = connection.state?.facts ?? null;
  const vitals = connection.state?.vitals ?? null;
  return (
    <>
      <PhaseDot tab={tab} />
      <span>{phaseWords(text, connection)}</span>
      {connection.state !== null && <DatabaseMenu tab={tab} />}
      <WriteLock connection={connection} />
      {facts !== null && (
        <span>
          {facts.product} {facts.version} {facts.mode}
        </span>
      )}
      {facts !== null && connection.state !== null && <Permissions client={client} session={connection.state.session} facts={facts} />}
      {connection.state !== null && <Whole state={connection.state} />}
      {vitals !== null && (
        <>
          <span>{format.took(vitals.latencyMs)}</span>
          {vitals.usedMemory !== null && <span>{text.app.memory(vitals.usedMemory)}</span>}
          {vitals.opsPerSecond !== null && <span>{text.app.ops(vitals.opsPerSecond)}</span>}
          {vitals.clients !== null && <span>{text.app.clients(vitals.clients)}</span>}
        </>
      )}
      <span className="title-space" />
      {sample?.kind === 'running' && sample.profileId === tab.profileId && (
        <SampleControls client={client} rate={rate} onRate={(sampleRate) => change({ sampleRate })} />
      )}
      {counters !== null && counters.received > 0 && (
        <span>{text.app.feed(counters.perSecond, counters.missed === null ? text.app.unknownCount : format.number(counters.missed))}</span>
      )}
    </>
  );
}

/** Of a cluster or a master behind sentinels: how many there are, and what of it is out of reach. */
export function Whole({ state: { profile, nodes, uncovered } }: { readonly state: Pick<SessionState, 'profile' | 'nodes' | 'uncovered'> }): ReactNode {
  const text = useText();
  if (profile.topology === 'standalone') return null;
  return (
    <>
      {nodes.length > 0 && <span>{profile.topology === 'cluster' ? text.app.nodes(nodes.length) : text.app.sentinels(nodes.length)}</span>}
      {uncovered > 0 && (
        <span className="status-warn" role="status">
          <TriangleAlert size={12} aria-hidden="true" /> {text.app.uncovered(uncovered)}
        </span>
      )}
    </>
  );
}

/** Of a production connection: whether it writes, and for how long still. */
export function WriteLock({
  connection: { state, fault, writingUntil, unlock, lock },
}: {
  readonly connection: Pick<ConnectionSlice, 'state' | 'fault' | 'writingUntil' | 'unlock' | 'lock'>;
}): ReactNode {
  const text = useText();
  const [asking, setAsking] = useState(false);
  if (state === null || fault !== null || !isLockable(state.profile)) return null;
  return (
    <>
      {writingUntil === null ? (
        <Button variant="ghost" icon={<Lock size={12} />} hint={text.app.writing.lockedHint} onPress={() => setAsking(true)}>
          {text.app.writing.locked}
        </Button>
      ) : (
        <Button variant="ghost" icon={<LockOpen size={12} />} hint={text.app.writing.openHint} onPress={lock}>
          <TimeLeft until={writingUntil} />
        </Button>
      )}
      <Confirm
        open={asking}
        onClose={() => setAsking(false)}
        title={text.app.writing.title(plainString(profileTitle(state.profile), 60))}
        body={text.app.writing.body}
        action={text.app.writing.action}
        onConfirm={() => {
          setAsking(false);
          unlock();
        }}
      />
    </>
  );
}

/** Mounted while the write session is open, so that nothing ticks otherwise. */
function TimeLeft({ until }: { readonly until: number }): ReactNode {
  const text = useText();
  const seconds = Math.max(0, Math.ceil((until - useNow(1000)) / 1000));
  return text.app.writing.open(`${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`);
}

function LanguageMenu(): ReactNode {
  const text = useText();
  const format = useFormat();
  const setting = useApp((state) => state.settings.language);
  const change = useApp((state) => state.changeSettings);
  const entry = (language: typeof setting, label: string) => ({ label, checked: setting === language, run: () => change({ language }) });
  return (
    <Menu
      align="end"
      trigger={
        <Button variant="ghost" hint={text.app.language}>
          {format.language === 'en' ? 'EN' : '中文'}
        </Button>
      }
      entries={[entry('system', text.settings.languageSystem), entry('en', languageNames.en), entry('zh-CN', languageNames['zh-CN'])]}
    />
  );
}
