/** Sending messages once more: where to, how fast, and under which names. */
import { Pause, Play, StepForward } from 'lucide-react';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { plainString } from '../../shared/visible.ts';
import { useText } from '../i18n/i18n.ts';
import { useSend } from '../tab/useSend.ts';
import { useActions, useTab } from '../tab/useTab.ts';
import { Button } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { TextField } from '../ui/Field.tsx';
import { Failure, Strip } from '../ui/Pane.tsx';
import { Progress } from '../ui/Progress.tsx';
import { Select } from '../ui/Select.tsx';
import { Switch } from '../ui/Switch.tsx';
import { readMap } from './replayMap.ts';

/** A tab with a session that can be published to. */
export interface ReplayTarget {
  readonly title: string;
  readonly session: string;
}

const speeds = { '1': 1, '2': 2, '10': 10, '100': 100, most: null, step: 1 } as const;
type Speed = keyof typeof speeds;

export function ReplayDialog({ others, onClose }: { readonly others: readonly ReplayTarget[]; readonly onClose: () => void }): ReactNode {
  const text = useText();
  const words = text.live.replay;
  const own = useTab((state) => state.connection.state?.session ?? '');
  const applied = useTab((state) => state.feed.applied);
  const opened = useTab((state) => state.feed.opened);
  const replaying = useTab((state) => state.feed.replaying);
  const { replay, steer } = useActions('feed');
  const [to, setTo] = useState(own);
  const [speed, setSpeed] = useState<Speed>('1');
  const [filtered, setFiltered] = useState(applied !== '');
  const [typed, setTyped] = useState('');
  const [done, setDone] = useState(false);
  const running = useRef<AbortController | null>(null);
  const send = useSend();
  useEffect(() => () => running.current?.abort(), []);
  const map = readMap(typed);
  const run = (): void => {
    if (map === null) return;
    setDone(false);
    void send.run(async () => {
      const abort = new AbortController();
      running.current = abort;
      await replay({ to, filter: filtered ? applied : '', speed: speeds[speed], stepwise: speed === 'step', map }, abort.signal);
      setDone(!abort.signal.aborted);
    });
  };
  const again = to === own && opened === null && map?.length === 0;
  return (
    <Dialog
      open
      onClose={onClose}
      title={words.title}
      description={words.what}
      footer={
        <>
          <Button onPress={onClose}>{text.ui.close}</Button>
          {send.busy ? (
            <Button variant="danger" onPress={() => running.current?.abort()}>
              {words.stop}
            </Button>
          ) : (
            <Button variant="primary" hint="PUBLISH, SPUBLISH, XADD" disabled={map === null || to === ''} onPress={run}>
              {words.run}
            </Button>
          )}
        </>
      }
    >
      <div className="live-form">
        <Select
          label={words.to}
          value={to}
          choices={[{ value: own, label: words.here }, ...others.map(({ session, title }) => ({ value: session, label: plainString(title, 80) }))]}
          onChange={setTo}
        />
        <Select
          label={words.speed}
          value={speed}
          choices={(Object.keys(speeds) as Speed[]).map((value) => ({ value, label: value === 'step' ? words.byStep : words.speeds(speeds[value]) }))}
          onChange={setSpeed}
        />
        <TextField
          label={words.map}
          data
          lines={2}
          value={typed}
          onChange={setTyped}
          placeholder="orders.* => replay:*"
          hint={words.mapHint}
          error={map === null ? words.badMap : null}
        />
        <Switch label={words.filtered} checked={filtered} onChange={setFiltered} disabled={applied === ''} />
        {again && <Strip tone="warn">{words.echo}</Strip>}
        {replaying !== null && (send.busy || done) && (
          <>
            <Progress label={words.title} done={replaying.sent + replaying.skipped} total={replaying.total} />
            <p role="status">
              {words.sent(replaying.sent, replaying.skipped)}
              {replaying.paused && ` · ${words.stands(replaying.seq)}`}
            </p>
          </>
        )}
        {send.busy && replaying !== null && (
          <div className="live-form-row">
            <Button icon={replaying.paused ? <Play size={14} /> : <Pause size={14} />} onPress={() => void steer(replaying.paused ? 'run' : 'pause')}>
              {replaying.paused ? words.goOn : words.pause}
            </Button>
            <Button icon={<StepForward size={14} />} hint={words.stepHint} onPress={() => void steer('step')}>
              {words.step}
            </Button>
          </div>
        )}
        {send.fault !== null && <Failure fault={send.fault} inline />}
      </div>
    </Dialog>
  );
}
