/** Texts of the schemas that values are read with. */
import { zhFormat as f } from '../format.ts';

export const schemas = {
  open: '模式',
  title: '此连接的模式',
  what: '.proto 文件、描述符集（protoc -o）或 Avro 模式。它们与连接一同保存，仅作为数据读取，不会生成代码。',
  add: '添加文件…',
  none: '尚无模式',
  noneWhat: '有了模式，Protobuf 会显示字段名称，没有文件头的 Avro 也能读取。',
  formats: { proto: '.proto 文件', 'descriptor-set': '描述符集', avro: 'Avro 模式' },
  remove: (name: string) => `移除 ${name}`,
  readAs: '读取此值为',
  use: (path: string) => `按 ${path} 读取此值`,
  more: (count: number) => `另有 ${f.number(count)} 个：请输入路径`,
};
