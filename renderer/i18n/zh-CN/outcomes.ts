/** Texts of commands of unknown outcome, in Simplified Chinese. */
import type { outcomes as English } from '../en/outcomes.ts';
import { zhFormat as f } from '../format.ts';
import type { Texts } from '../texts.ts';

export const outcomes: Texts<typeof English> = {
  title: (count) => (count === 1 ? '不清楚一条命令是否已执行。' : `不清楚 ${f.number(count)} 条命令是否已执行。`),
  meaning: '在服务器应答之前连接中断或超时。没有重新发送任何内容。',
  check: '查看服务器现在的内容',
  dismiss: '忽略',
  dialog: '服务器现在的内容',
  dialogBody: '刚刚重新读取，并与已发送的内容比较。不会重新发送任何内容。',
  again: '再次查看',
  done: '完成',
  verdicts: {
    there: '服务器上有已发送的内容。',
    missing: '服务器上没有已发送的内容。',
    open: '现有内容无法说明它是否已执行。',
  },
  absent: '不存在',
  unreadable: '此用户无权读取',
  noTtl: '无 TTL',
  ttl: (text) => `TTL ${text}`,
  bytes: (count) => `${f.number(count)} 字节`,
  elements: (count) => `${f.number(count)} 个元素`,
  more: (count) => `另有 ${f.number(count)} 个键`,
  noKeys: '其中没有键。',
};
