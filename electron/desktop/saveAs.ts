/** Where to write a file, asked of the user by the system's own dialog; the page never learns the path. */
import { BrowserWindow, dialog } from 'electron';
import { openFileSink } from '../core/fileSink.ts';
import type { SaveAs } from '../core/ports.ts';

export const saveAsDialog: SaveAs = async (name) => {
  const options = { defaultPath: name };
  const window = BrowserWindow.getFocusedWindow();
  const { canceled, filePath } = await (window === null ? dialog.showSaveDialog(options) : dialog.showSaveDialog(window, options));
  return canceled || filePath === '' ? null : openFileSink(filePath);
};
