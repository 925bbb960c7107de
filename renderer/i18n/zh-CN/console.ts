/** Texts of the console. */
import { zhFormat as f } from '../format.ts';

export const consoleTexts = {
  command: '命令',
  replies: '回复',
  placeholder: 'Redis 命令，使用 redis-cli 的引号规则',
  run: '运行',
  empty: '输入命令',
  emptyWhat: '按回车运行，按上下方向键调出之前运行过的命令。',
  unbalanced: '从此处开始的引号没有结束。',
  glued: '结束引号之后必须有空格。',
  unwritable: '半个代理对，UTF-8 无法表示。',
  running: '正在运行',
  cancel: '取消',
  clear: '清空',
  copyReply: '复制回复',
  runAgain: '放入命令行',
  more: '显示更多',
  bytesMore: (count: number) => `… 还有 ${f.bytes(count)}`,
  dropped: (count: number) => `为控制日志大小，已丢弃 ${f.number(count)} 条较早的记录。`,
  pasted: (count: number) => `${f.number(count)} 行待运行`,
  pastedWhat: '逐行运行，遇到第一个失败即停止。',
  pastedMore: (count: number) => `… 还有 ${f.number(count)} 行`,
  pastedHidden: '有一行包含会隐藏或重排文字的字符，已显示为标记。',
  runAll: (count: number) => `运行 ${f.number(count)} 行`,
  drop: '放弃',
};
