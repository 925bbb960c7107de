/** A payload in the list, decoded where that says more than its bytes. */
import { type ReactNode, useMemo } from 'react';
import type { Schema } from '../../shared/decoders/decoder.ts';
import { type DecoderRule, ruleFor } from '../../shared/decoders/rules.ts';
import { Bytes, ServerText } from '../ui/Bytes.tsx';
import type { MessageRow } from './pinning.ts';
import { decodedPreview } from './preview.ts';

export interface DecodedPreviewProps {
  readonly row: MessageRow;
  readonly cap: number;
  readonly rules: readonly DecoderRule[];
  readonly schemas: readonly Schema[];
}

export function DecodedPreview({ row, cap, rules, schemas }: DecodedPreviewProps): ReactNode {
  const { preview, size, form, channel } = row;
  const line = useMemo(
    () => (form === 'payload' ? decodedPreview(preview, preview.length === size, ruleFor(rules, channel)?.path ?? null, schemas) : null),
    [preview, size, form, channel, rules, schemas],
  );
  return line === null ? <Bytes bytes={preview} cap={cap} size={size} /> : <ServerText text={line} cap={cap} />;
}
