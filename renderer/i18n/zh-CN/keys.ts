/** The key list's texts in Simplified Chinese. */
import type { keys as English } from '../en/keys.ts';
import type { Texts } from '../texts.ts';

export const keys: Texts<typeof English> = {
  filter: '筛选键',
  type: '类型',
  tree: '键',
  scan: '扫描',
  newKey: '新建键',
  stopScan: '停止扫描',
  rescan: '重新扫描',
};
