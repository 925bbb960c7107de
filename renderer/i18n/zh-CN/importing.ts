/** Texts of entries that come from a file. */
import { zhFormat as f } from '../format.ts';

export const importing = {
  open: '导入条目',
  title: '从文件导入条目',
  what: {
    hash: 'JSON：字段与值组成的对象。CSV：字段和值两列。以 JSON 或 CSV 复制的内容可逐字节还原。',
    list: 'JSON：值的列表。CSV：每行一个值。将添加到末尾。',
    set: 'JSON：成员的列表。CSV：每行一个成员。',
    zset: 'JSON：成员与分数组成的对象。CSV：分数和成员两列。',
    stream: 'JSON：对象的列表。CSV：首行为字段名，之后每行一个条目。每个条目都会获得新的 ID。',
  },
  limit: (most: number) => `最多 ${f.number(most)} 个条目，一步写入。`,
  choose: '选择文件…',
  found: (file: string, count: number) => `${file}：${f.number(count)} 个条目`,
  counts: (fresh: number, changed: number, same: number) =>
    [
      `新增 ${f.number(fresh)} 个`,
      ...(changed === 0 ? [] : [`替换 ${f.number(changed)} 个`]),
      ...(same === 0 ? [] : [`${f.number(same)} 个已存在且相同`]),
    ].join('，'),
  preview: '文件中的条目',
  more: (count: number) => `另有 ${f.number(count)} 个`,
  start: (count: number) => `导入 ${f.number(count)} 个条目`,
  nothing: '不会有任何更改',
  done: (count: number) => `已导入 ${f.number(count)} 个条目`,
};
