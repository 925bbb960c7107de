/** Texts of following a value. */
import { zhFormat as f } from '../format.ts';

export const watch = {
  follow: '跟踪此值',
  off: '不跟踪',
  every: (pace: string) => `每 ${pace} 读取一次`,
  seen: (versions: number, dropped: number) => `已见 ${f.number(versions)} 个版本${dropped === 0 ? '' : `，已丢弃 ${f.number(dropped)} 个较旧的版本`}`,
  versions: '已见版本',
  changes: '此版本的更改',
  newest: '最新',
  back: '从此版本开始编辑',
  gone: '不存在',
  entries: (count: number) => `${f.number(count)} 个条目`,
  range: (from: number, to: number) => `${f.number(from)}–${f.number(to)}`,
  followed: (ranges: string, length: number, most: number) => `正在跟踪第 ${ranges} 个（共 ${f.number(length)} 个）：仅已加载的条目，最多 ${f.number(most)} 个`,
  edges: '移出跟踪范围的条目显示为消失，移入的显示为新增。',
  otherRows: '从此处起跟踪的条目与之前不同，两个版本无法比较。',
  restore: '恢复这些条目',
  restoreWhat: (count: number) => `此键将在一步之内恰好恢复为此版本的 ${f.number(count)} 个条目；若其间有人更改则不执行。`,
  restored: '条目已恢复',
};
