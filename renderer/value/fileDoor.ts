/** From and to the user's files: written as they come where the browser can, else kept as parts and handed over at the end. */
import type { Bytes } from '../../shared/bytes.ts';
import { download } from './download.ts';
import type { Sink, Source } from './parts.ts';

interface Writable {
  write(bytes: BufferSource): Promise<void>;
  close(): Promise<void>;
  abort(): Promise<void>;
}
interface FileHandle {
  createWritable(): Promise<Writable>;
}
type Picker = (options: { readonly suggestedName: string }) => Promise<FileHandle>;

function pickerOf(): Picker | null {
  if (!('showSaveFilePicker' in window) || typeof window.showSaveFilePicker !== 'function') return null;
  return window.showSaveFilePicker.bind(window) as Picker;
}

/** Null where the user chose none. */
export async function openSink(name: string): Promise<Sink | null> {
  const pick = pickerOf();
  if (pick === null) return partsSink(name);
  try {
    const file = await (await pick({ suggestedName: name })).createWritable();
    return { write: (bytes) => file.write(new Uint8Array(bytes)), close: () => file.close(), abort: () => file.abort().catch(() => undefined) };
  } catch (thrown) {
    if (thrown instanceof DOMException && thrown.name === 'AbortError') return null;
    // A window without the right to open its dialog still has downloads.
    return partsSink(name);
  }
}

function partsSink(name: string): Sink {
  const parts: Bytes[] = [];
  return {
    write: (bytes) => Promise.resolve(void parts.push(bytes)),
    close: () => Promise.resolve(download(name, parts)),
    abort: () => Promise.resolve(void (parts.length = 0)),
  };
}

/** Asks for a file; null where the user chose none. */
export function askFile(): Promise<Source | null> {
  return new Promise((resolve) => {
    const field = document.createElement('input');
    field.type = 'file';
    field.addEventListener('cancel', () => resolve(null));
    field.addEventListener('change', () => {
      const file = field.files?.[0];
      resolve(file === undefined ? null : sourceOf(file));
    });
    field.click();
  });
}

function sourceOf(file: Blob): Source {
  return { size: file.size, read: async (from, to) => new Uint8Array(await file.slice(from, to).arrayBuffer()) };
}
