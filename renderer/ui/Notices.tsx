/** Short notices in the corner, with at most one thing to do, such as Undo. */
import './overlay.css';
import { Toast } from '@base-ui/react/toast';
import { CircleAlert, CircleCheck, Info, TriangleAlert, X } from 'lucide-react';
import { type ReactNode, useEffect } from 'react';
import type { Fault } from '../../shared/fault.ts';
import type { Messages } from '../i18n/en.ts';
import { useText } from '../i18n/i18n.ts';
import { IconButton } from './Button.tsx';
import { faultText } from './faultText.ts';

export type Tone = 'info' | 'ok' | 'warn' | 'danger';

export interface Notice {
  readonly title: string;
  readonly body?: string;
  readonly tone?: Tone;
  readonly action?: { readonly label: string; readonly run: () => void };
  /** Milliseconds; 0 stays until it is closed. Notices with an action stay longer by themselves. */
  readonly timeout?: number;
  /** A later notice with the same id takes the place of the earlier one. */
  readonly id?: string;
}

const manager = Toast.createToastManager<{ readonly tone: Tone }>();
/** What is said before the page stands waits for it. */
let early: (() => void)[] | null = [];
let lastId = 0;

/** From anywhere in the page; gives back the id for `dismiss`. */
export function notify({ title, body, tone = 'info', action, timeout, id }: Notice): string {
  const key = id ?? `notice-${++lastId}`;
  const add = (): string =>
    manager.add({
      id: key,
      title,
      description: body,
      data: { tone },
      priority: tone === 'danger' ? 'high' : 'low',
      timeout: timeout ?? (action === undefined && tone !== 'danger' ? 5000 : 12_000),
      ...(action === undefined
        ? {}
        : {
            actionProps: {
              children: action.label,
              onClick: () => {
                manager.close(key);
                action.run();
              },
            },
          }),
    });
  if (early === null) add();
  else early.push(add);
  return key;
}

/** A failure that has no pane of its own to be shown in. Being cancelled is no news. */
export function notifyFault(text: Messages, fault: Fault): void {
  if (fault.code === 'cancelled') return;
  const { title, meaning, advice } = faultText(text, fault);
  notify({ title, body: `${meaning} ${advice}`, tone: 'danger' });
}

export function Notices({ children }: { readonly children: ReactNode }): ReactNode {
  const text = useText();
  // The provider below listens from its own effect, which runs before this one.
  useEffect(() => {
    const waiting = early ?? [];
    early = null;
    for (const add of waiting) add();
    return () => {
      early = [];
    };
  }, []);
  return (
    <Toast.Provider toastManager={manager} limit={4}>
      {children}
      <Toast.Portal>
        <Toast.Viewport className="notices" aria-label={text.ui.notifications}>
          <List />
        </Toast.Viewport>
      </Toast.Portal>
    </Toast.Provider>
  );
}

const signs: Readonly<Record<Tone, ReactNode>> = {
  info: <Info size={16} />,
  ok: <CircleCheck size={16} />,
  warn: <TriangleAlert size={16} />,
  danger: <CircleAlert size={16} />,
};

function List(): ReactNode {
  const text = useText();
  const { toasts } = Toast.useToastManager<{ readonly tone: Tone }>();
  return toasts.map((toast) => {
    const tone = toast.data?.tone ?? 'info';
    return (
      <Toast.Root key={toast.id} toast={toast} className={`notice ${tone}`} swipeDirection="right">
        <span className="notice-sign" aria-hidden="true">
          {signs[tone]}
        </span>
        <Toast.Content className="notice-content">
          <Toast.Title className="notice-title" />
          <Toast.Description className="notice-body" />
        </Toast.Content>
        {toast.actionProps !== undefined && <Toast.Action className="button plain" />}
        <Toast.Close render={<IconButton label={text.ui.dismiss} icon={<X size={14} />} />} />
      </Toast.Root>
    );
  });
}
