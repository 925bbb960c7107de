/** The texts of the ways in, in Simplified Chinese. */
import type { ways as English } from '../en/ways.ts';
import { zhFormat as f } from '../format.ts';
import type { Texts } from '../texts.ts';

export const ways: Texts<typeof English> = {
  find: '查找本机上的服务器',
  findTitle: '本机上的服务器',
  findBody: '对运行 Keytide 的机器上正在使用的端口和常见 Unix 套接字发送 PING 和 INFO。不会登录任何服务器。',
  looking: '正在查找服务器',
  again: '重新查找',
  none: '本机上没有 Redis 或 Valkey 应答',
  noneBody: '容器中的服务器只有在端口发布到本机后才会应答。',
  asked: (count) => `已询问 ${f.number(count)} 处`,
  incomplete: '时间用尽，尚有未应答的位置。',
  answers: {
    open: '无需密码即可应答',
    password: '需要密码',
    protected: '保护模式：请在服务器上设置密码，或将其绑定到回环地址',
    loading: '正在加载数据',
    full: '拒绝新的客户端（maxclients）',
    certificate: '要求客户端证书',
  },
  modes: { standalone: '', cluster: '集群', sentinel: '哨兵' },
  savedAs: (name) => `已保存为 ${name}`,
  connect: '连接…',
  open: '打开',
  environment: '来自环境变量',
  withPassword: '含密码',
  unreadable: '无法作为地址读取',
  held: '已移交；输入即可替换',
  fromEnvironment: (name) => `已根据启动 Keytide 的环境中的 ${name} 填写。按下“连接”或“测试”之前不会建立任何连接。`,
  refused: (why) => `移交的地址无法读取。${why}`,
  exposed: '密码曾出现在命令行上，该机器的所有用户都能读到。使用 REDIS_URL 则不会显示。',
  unnamed: (name) => `没有名为 ${name} 的已保存连接`,
  unnamedBody: '它是在命令行上要求打开的。下面的列表中有现有的名称。',
  ambiguous: (name, count) => `有 ${f.number(count)} 个已保存的连接名为 ${name}`,
  ambiguousBody: '请在列表中选择要打开的那一个。',
};
