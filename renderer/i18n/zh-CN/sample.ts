/** The sample server's texts in Simplified Chinese. */
import type { sample as English } from '../en/sample.ts';
import { zhFormat as f } from '../format.ts';
import type { Texts } from '../texts.ts';

export const sample: Texts<typeof English> = {
  starting: '正在启动示例服务器',
  startingBody: '在本机运行的真实服务器，不向磁盘保存任何内容，随 Keytide 一起结束。',
  seeding: '正在写入一个商店及其聊天的数据',
  running: '示例数据已打开',
  runningBody: (keys, port) => `初始 ${f.number(keys)} 个键，端口 ${port}。`,
  show: '显示',
  end: '结束',
  missing: '本机没有安装 Redis 或 Valkey 服务器',
  missingBody: '示例数据运行在真实的服务器上。可用此命令安装：',
  missingUnknown: '示例数据运行在真实的服务器上。请安装 redis-server 或 valkey-server，并加入 PATH。',
  copy: '复制命令',
  copied: '已复制',
  copyFailed: '复制被拒绝：请选中命令后自行复制。',
  failed: '示例服务器出错',
  failedBody: '服务器程序的输出：',
  ended: '示例服务器已结束',
  endedBody: '其数据已随之消失，可以重新启动。',
  restart: '重新启动',
  traffic: '示例流量',
  paused: '暂停',
  perSecond: (rate) => `每秒 ${f.number(rate)} 条`,
  trafficFailed: '速率未更改',
};
