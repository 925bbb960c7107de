/** Why a value is not shown in another form, and the path of decoders to type by hand. */
import { type ReactNode, useState } from 'react';
import { decoders } from '../../../shared/decoders/index.ts';
import { type Path, parsePath } from '../../../shared/decoders/path.ts';
import { useText } from '../../i18n/i18n.ts';
import { Button } from '../Button.tsx';
import { TextField } from '../Field.tsx';
import { whyText } from './whyText.ts';

interface ExplainedProps {
  readonly path: string;
  readonly refusals: readonly { readonly name: string; readonly why: Parameters<typeof whyText>[1] }[];
  readonly onPath: (path: Path) => void;
}

export function Explained({ path, refusals, onPath }: ExplainedProps): ReactNode {
  const text = useText();
  const [typed, setTyped] = useState(path);
  const parsed = parsePath(typed);
  const use = (): void => {
    if (parsed !== null) onPath(parsed);
  };
  return (
    <div className="decoded-why">
      <div className="decoded-path">
        <TextField
          label={text.decoded.pathLabel}
          data
          value={typed}
          onChange={setTyped}
          onEnter={use}
          hint={text.decoded.pathHint}
          error={parsed === null ? text.decoded.pathWrong : null}
        />
        <Button onPress={use}>{text.decoded.use}</Button>
      </div>
      {refusals.length > 0 && (
        <>
          <h4>{text.decoded.others}</h4>
          <dl>
            {refusals.map(({ name, why }) => (
              <div key={name} style={{ display: 'contents' }}>
                <dt>{decoders.get(name)?.title ?? name}</dt>
                <dd className="muted">{whyText(text, why)}</dd>
              </div>
            ))}
          </dl>
        </>
      )}
    </div>
  );
}
