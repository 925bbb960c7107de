/** Texts of a stream's consumer groups. */
import { zhFormat as f } from '../format.ts';

export const streams = {
  groups: '消费者组',
  none: '没有消费者组',
  noneWhat: '条目仅由 XREAD 读取，或尚无人创建组。',
  create: '创建组',
  groupName: '组名',
  startId: '起始 ID：$ 为新条目，0 为全部',
  facts: (pending: number, lag: number | null, consumers: number) =>
    `${f.number(pending)} 个待确认 · ${lag === null ? '滞后未知' : `滞后 ${f.number(lag)}`} · ${f.number(consumers)} 个消费者`,
  pending: '待确认的条目',
  nothingPending: '没有待确认的条目',
  consumer: '消费者',
  idle: '距今',
  deliveries: '投递次数',
  ack: (count: number) => `确认 ${f.number(count)} 个`,
  claimFor: '转交给消费者',
  claim: (count: number) => `转交 ${f.number(count)} 个`,
  destroy: (name: string) => `删除组 ${name}`,
  done: (count: number | null) => (count === null ? '已完成' : `已删除 ${f.number(count)} 个条目`),
  replay: '再次添加',
  trim: '裁剪',
  trimTo: '条目数，或 ID',
  maxLength: '保留最新的',
  minId: '保留自此 ID 起',
  trimCount: (gone: number, length: number) => `将删除 ${f.number(length)} 个条目中最旧的 ${f.number(gone)} 个。`,
  trimId: (id: string) => `将删除 ID 小于 ${id} 的所有条目。`,
};
