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
};
