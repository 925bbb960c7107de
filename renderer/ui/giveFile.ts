/** Hands a file to the browser, which saves it where it saves all. */

/** The browser reads it in a later turn; a minute is enough for that. */
const readMs = 60_000;

export function giveFile(name: string, content: Blob): void {
  const url = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), readMs);
}
