/** The server view's texts in Simplified Chinese. */
import type { server as English } from '../en/server.ts';
import { zhFormat as f } from '../format.ts';
import type { Texts } from '../texts.ts';

export const server: Texts<typeof English> = {
  title: '服务器',
  filter: '筛选信息',
  refresh: '刷新',
  refreshHint: '发送 INFO；此视图可见时每 5 秒自动刷新',
  readAt: (time) => `读取于 ${time}`,
  numbers: '重要指标',
  uptime: '运行时间',
  seconds: (seconds) => `${f.number(seconds)} 秒`,
  memory: '已用内存',
  noLimit: '无上限',
  limit: (bytes) => `上限 ${f.bytes(bytes)}`,
  clients: '客户端',
  ops: '每秒命令数',
  hitRate: '命中率',
  hits: (hits, of) => `${f.number(of)} 次读取中命中 ${f.number(hits)} 次`,
  keysIn: (database) => `${database} 中的键`,
  expiring: (count) => `${f.number(count)} 个设有过期时间`,
  nothing: '服务器未提供任何信息',
  noMatch: '没有包含此内容的行',
  left: (count) => `另有 ${f.number(count)} 行未显示：请使用筛选。`,
};
