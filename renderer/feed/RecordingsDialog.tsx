/** The recordings on disk: opened to be looked at in the place of the feed, or removed; and files of messages from elsewhere. */
import { FolderOpen, Trash2 } from 'lucide-react';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { plainString } from '../../shared/visible.ts';
import { useFormat, useText } from '../i18n/i18n.ts';
import { useSend } from '../tab/useSend.ts';
import { useActions, useTab } from '../tab/useTab.ts';
import { Button, IconButton } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { Failure, Skeleton } from '../ui/Pane.tsx';
import { Select } from '../ui/Select.tsx';
import type { FeedLook } from './look.ts';
import { RunningCaptures } from './RunningCaptures.tsx';

export function RecordingsDialog({ look, onClose }: { readonly look: FeedLook; readonly onClose: () => void }): ReactNode {
  const text = useText();
  const format = useFormat();
  const words = text.live.recording;
  const recordings = useTab((state) => state.feed.recordings);
  const recording = useTab((state) => state.feed.frame?.recording ?? null);
  const { listRecordings, removeRecording, openRecording, openFile, joinCapture } = useActions('feed');
  /** Asked once more before it is gone for good. */
  const [leaving, setLeaving] = useState<string | null>(null);
  const { run, busy, fault } = useSend();
  const file = useRef<HTMLInputElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when it opens
  useEffect(() => void run(listRecordings), []);
  const open = (work: () => Promise<void>): void =>
    void run(async () => {
      await work();
      onClose();
    });
  return (
    <Dialog
      open
      onClose={onClose}
      title={words.title}
      description={words.what}
      footer={
        <>
          <Button icon={<FolderOpen size={14} />} disabled={busy} onPress={() => file.current?.click()}>
            {words.file}
          </Button>
          <Button variant="primary" onPress={onClose}>
            {text.ui.close}
          </Button>
        </>
      }
    >
      <div className="live-form">
        <input
          ref={file}
          type="file"
          hidden
          aria-label={words.file}
          onChange={(event) => {
            const chosen = event.currentTarget.files?.[0];
            // The same file, chosen again, is read again.
            if (chosen !== undefined) open(() => openFile(chosen.name, chosen));
            event.currentTarget.value = '';
          }}
        />
        <Sizes look={look} />
        {fault !== null && <Failure fault={fault} inline />}
        <RunningCaptures busy={busy} onJoin={(running) => open(() => joinCapture(running))} />
        {recordings === null && fault === null && <Skeleton />}
        {recordings?.length === 0 && <p className="muted">{words.none}</p>}
        {recordings !== null && recordings.length > 0 && (
          <ul className="live-recordings" aria-label={words.title}>
            {recordings.map(({ name, bytes, modified }) => (
              <li key={name}>
                <span className="live-recordings-name">
                  <span className="ellipsis">{plainString(name, 160)}</span>
                  <span className="muted">{`${format.bytes(bytes)} · ${format.moment(modified)}`}</span>
                </span>
                {recording?.state === 'recording' && recording.name === name ? (
                  <span className="muted">{words.now}</span>
                ) : leaving === name ? (
                  <>
                    <Button variant="danger" disabled={busy} onPress={() => void run(() => removeRecording(name))}>
                      {words.removeNow}
                    </Button>
                    <Button onPress={() => setLeaving(null)}>{text.ui.cancel}</Button>
                  </>
                ) : (
                  <>
                    <Button disabled={busy} onPress={() => open(() => openRecording(name))}>
                      {words.open}
                    </Button>
                    <IconButton label={words.remove(plainString(name, 80))} icon={<Trash2 size={14} />} onPress={() => setLeaving(name)} />
                  </>
                )}
              </li>
            ))}
          </ul>
        )}
      </div>
    </Dialog>
  );
}

const memories = [64, 256, 1024, 4096] as const;
const ends = [1, 4, 16, 64, 256, 0] as const;

/** How much is kept: in memory, and in one file. */
function Sizes({ look }: { readonly look: FeedLook }): ReactNode {
  const words = useText().live.recording;
  const format = useFormat();
  const choices = (values: readonly number[], now: number, unit: number) =>
    [...new Set([...values, now])].map((value) => ({ value: String(value), label: value === 0 ? words.noEnd : format.bytes(value * unit) }));
  return (
    <div className="live-form-row">
      <Select
        label={words.memory}
        value={String(look.megabytes)}
        choices={choices(memories, look.megabytes, 1024 ** 2)}
        onChange={(value) => look.change({ megabytes: Number(value) })}
      />
      <Select
        label={words.end}
        value={String(look.gigabytes)}
        choices={choices(ends, look.gigabytes, 1024 ** 3)}
        onChange={(value) => look.change({ gigabytes: Number(value) })}
      />
    </div>
  );
}
