/** The server view's texts in Simplified Chinese. */
import type { server as English } from '../en/server.ts';
import type { Texts } from '../texts.ts';

export const server: Texts<typeof English> = {
  title: '服务器',
};
