/** The connections' texts in Simplified Chinese. */
import type { connections as English } from '../en/connections.ts';
import type { Texts } from '../texts.ts';

export const connections: Texts<typeof English> = {
  newConnection: '新建连接',
  editConnection: '编辑连接',
  importConnections: '导入连接',
  trySample: '使用示例数据',
  saved: '已保存的连接',
  url: '连接 URL',
  name: '名称',
  host: '主机',
  port: '端口',
  username: '用户名',
  password: '密码',
  database: '数据库',
  topology: '拓扑',
  standalone: '单机',
  cluster: '集群',
  sentinel: '哨兵',
  protection: '保护',
  free: '自由',
  confirm: '需确认',
  readOnly: '只读',
  test: '测试',
  save: '保存',
  connect: '连接',
};
