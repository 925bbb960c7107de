/** The shell's texts in Simplified Chinese. */
import type { app as English } from '../en/app.ts';
import type { Texts } from '../texts.ts';

export const app: Texts<typeof English> = {
  tabs: '连接',
  views: '视图',
  status: '状态',
  keys: '键',
  live: '实时',
  console: '控制台',
  server: '服务器',
  jobs: '任务',
};
