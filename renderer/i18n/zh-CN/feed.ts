/** The live pane's texts in Simplified Chinese. */
import type { feed as English } from '../en/feed.ts';
import type { Texts } from '../texts.ts';

export const feed: Texts<typeof English> = {
  region: '实时',
  name: '频道或模式',
  source: '来源',
  channel: '频道',
  pattern: '模式',
  subscribe: '订阅',
  filter: '筛选消息',
  messages: '消息',
  pause: '暂停',
  resume: '继续',
  clear: '清空',
  counters: '实时计数',
  channels: '频道列表',
  message: '消息详情',
  publish: '发布',
  payload: '内容',
};
