/** The question before a guarded command runs: what it is, what it changes, what must be typed. */
import type { ReactNode } from 'react';
import { plainString } from '../../shared/visible.ts';
import { useText } from '../i18n/i18n.ts';
import { Confirm } from '../ui/Dialog.tsx';
import { useApp } from './useApp.ts';

export function Questions(): ReactNode {
  const text = useText();
  const question = useApp((state) => state.questions[0]);
  if (question === undefined) return null;
  const { command, keys, typed, final } = question.blast;
  const name = plainString(command, 60);
  return (
    <Confirm
      open
      danger
      title={text.app.question.title(name)}
      body={
        <>
          <p>{keys === null ? text.app.question.unknownKeys : text.app.question.keys(keys)}</p>
          {final !== undefined && <p>{text.app.question[final]}</p>}
        </>
      }
      action={text.app.question.action(name)}
      typed={typed}
      onClose={() => question.answer(null)}
      onConfirm={(word) => question.answer(word)}
    />
  );
}
