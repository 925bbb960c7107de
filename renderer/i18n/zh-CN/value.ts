/** The value pane's texts in Simplified Chinese. */
import type { value as English } from '../en/value.ts';
import type { Texts } from '../texts.ts';

export const value: Texts<typeof English> = {
  region: '值',
  keyName: '键名',
  ttl: '过期时间',
  viewAs: '查看方式',
  entries: '条目',
  text: '值文本',
  save: '保存',
  discard: '放弃',
  refresh: '刷新',
  remove: '删除',
};
