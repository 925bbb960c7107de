/** How far the sample server is, and what to do where it did not get there. */
import './sample.css';
import { CircleAlert, CircleStop, FlaskConical, Terminal } from 'lucide-react';
import type { ReactNode } from 'react';
import type { SampleState } from '../../shared/sample/sample.ts';
import { useText } from '../i18n/i18n.ts';
import { Button } from '../ui/Button.tsx';
import { ServerText } from '../ui/Bytes.tsx';
import { Progress } from '../ui/Progress.tsx';
import { CopyCommand } from './CopyCommand.tsx';

export interface SampleProgressProps {
  readonly state: SampleState;
  /** Starts it again; shows it where it runs. */
  readonly onRetry: () => void;
  /** Ends it, or the wait for it. */
  readonly onLeave: () => void;
}

export function SampleProgress({ state, onRetry, onLeave }: SampleProgressProps): ReactNode {
  const text = useText();
  switch (state.kind) {
    case 'starting':
    case 'seeding':
      return (
        <Card icon={<FlaskConical size={18} />} title={state.kind === 'starting' ? text.sample.starting : text.sample.seeding}>
          <p className="muted">{text.sample.startingBody}</p>
          <Progress
            label={state.kind === 'starting' ? text.sample.starting : text.sample.seeding}
            done={state.kind === 'seeding' ? state.keys : 0}
            total={null}
            onCancel={onLeave}
          />
        </Card>
      );
    case 'running':
      return (
        <Card icon={<FlaskConical size={18} />} title={text.sample.running}>
          <p className="muted">{text.sample.runningBody(state.keys, state.port)}</p>
          <div className="sample-actions">
            <Button onPress={onRetry}>{text.sample.show}</Button>
            <Button variant="ghost" onPress={onLeave}>
              {text.sample.end}
            </Button>
          </div>
        </Card>
      );
    case 'missing':
      return (
        <Card icon={<Terminal size={18} />} title={text.sample.missing}>
          <p className="muted">{state.install === '' ? text.sample.missingUnknown : text.sample.missingBody}</p>
          {state.install !== '' && <CopyCommand command={state.install} />}
          <Ways again={text.ui.retry} onRetry={onRetry} onLeave={onLeave} />
        </Card>
      );
    case 'failed':
      return (
        <Card icon={<CircleAlert size={18} />} title={text.sample.failed} failed>
          <p className="muted">{text.sample.failedBody}</p>
          <pre className="sample-output data">
            {linesOf(state.why).map(({ line, at }) => (
              <span key={at} className="sample-line">
                <ServerText text={line} />
              </span>
            ))}
          </pre>
          <Ways again={text.ui.retry} onRetry={onRetry} onLeave={onLeave} />
        </Card>
      );
    case 'ended':
      return (
        <Card icon={<CircleStop size={18} />} title={text.sample.ended}>
          <p className="muted">{text.sample.endedBody}</p>
          <Ways again={text.sample.restart} onRetry={onRetry} onLeave={onLeave} />
        </Card>
      );
  }
}

interface CardProps {
  readonly icon: ReactNode;
  readonly title: string;
  readonly failed?: boolean;
  readonly children: ReactNode;
}

function Card({ icon, title, failed = false, children }: CardProps): ReactNode {
  return (
    <section className={failed ? 'sample failed' : 'sample'} aria-label={title}>
      <span className="sample-icon" aria-hidden="true">
        {icon}
      </span>
      <div className="sample-body">
        {/* What is told is the step, not each of its counts. */}
        <div role="status">
          <h2>{title}</h2>
        </div>
        {children}
      </div>
    </section>
  );
}

interface WaysProps extends Omit<SampleProgressProps, 'state'> {
  readonly again: string;
}

function Ways({ again, onRetry, onLeave }: WaysProps): ReactNode {
  const text = useText();
  return (
    <div className="sample-actions">
      <Button onPress={onRetry}>{again}</Button>
      <Button variant="ghost" onPress={onLeave}>
        {text.ui.close}
      </Button>
    </div>
  );
}

/** Its lines are lines here too; the last ones say most. */
function linesOf(output: string): readonly { readonly line: string; readonly at: number }[] {
  return output
    .split(/\r?\n/)
    .map((line, at) => ({ line, at }))
    .slice(-100);
}
