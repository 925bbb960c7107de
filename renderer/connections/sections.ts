/** What every part of the connection dialog is given. */
import type { Draft, FieldName } from './draft.ts';

export interface SectionsProps {
  readonly draft: Draft;
  readonly onChange: (draft: Draft) => void;
  readonly errorOf: (field: FieldName) => string | null;
  readonly onEnter: () => void;
}
