/** Takes back what was written here, each kind of write in its own way; never over what somebody else wrote since. */
import type { SendOptions, Session } from '../connections/session.ts';
import { undoEdit } from './edit.ts';
import { putImage } from './image.ts';
import { applyPlan } from './strings.ts';
import type { Undos } from './undos.ts';
import { replaceString } from './write.ts';

export async function takeBack(session: Session, entry: ReturnType<Undos['get']>, options: SendOptions): Promise<void> {
  switch (entry.kind) {
    case 'edit':
      return undoEdit(session, entry, options);
    case 'save':
      return replaceString(session, entry.key, entry.after, entry.before, options);
    case 'image':
      return putImage(session, entry, options);
    case 'plan':
      await applyPlan(session, entry.key, entry.plan, options);
  }
}
