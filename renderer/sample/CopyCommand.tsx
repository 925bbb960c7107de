/** One command to run in a terminal, with a button that copies it. */
import { Check, Copy } from 'lucide-react';
import { type ReactNode, useRef, useState } from 'react';
import { useText } from '../i18n/i18n.ts';
import { IconButton } from '../ui/Button.tsx';

export function CopyCommand({ command }: { readonly command: string }): ReactNode {
  const text = useText();
  const [copied, setCopied] = useState<'no' | 'yes' | 'refused'>('no');
  const line = useRef<HTMLElement>(null);

  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(command);
      setCopied('yes');
    } catch {
      // A browser may refuse; then the command is at least selected.
      if (line.current !== null) getSelection()?.selectAllChildren(line.current);
      setCopied('refused');
    }
  };
  const icon = copied === 'yes' ? <Check size={14} /> : <Copy size={14} />;
  return (
    <div className="sample-copy">
      <div className="sample-command">
        <code ref={line} className="data">
          {command}
        </code>
        <IconButton label={text.sample.copy} hint={copied === 'yes' ? text.sample.copied : undefined} icon={icon} onPress={() => void copy()} />
      </div>
      <p className={copied === 'refused' ? 'field-hint' : 'hidden-text'} role="status">
        {copied === 'refused' ? text.sample.copyFailed : copied === 'yes' ? text.sample.copied : ''}
      </p>
    </div>
  );
}
