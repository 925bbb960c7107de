/** The jobs' texts in Simplified Chinese. */
import type { jobs as English } from '../en/jobs.ts';
import { zhFormat as f } from '../format.ts';
import type { Texts } from '../texts.ts';

export const jobs: Texts<typeof English> = {
  title: '任务',
  none: '没有正在运行的任务。耗时较长的操作（例如批量删除键）将连同进度列在这里。',
  activity: '活动记录',
  filter: '筛选命令',
  unfilter: '清除筛选',
  count: (count) => `${f.number(count)} 条命令`,
  time: '时间',
  command: '命令',
  took: '耗时',
  outcome: '结果',
  outcomes: { applied: '已执行', rejected: '被拒绝', unknown: '未知' },
  cut: '（已截断）',
  nothing: '尚未发送任何命令',
  nothingWhat: '此标签页发送的每条命令都会列在这里，保留最近 500 条。',
  noMatch: '没有包含此内容的命令',
  copy: '复制',
  copyAs: (dialect) => `复制为 ${dialect}`,
  notCopied: {
    none: '请先选择一条命令',
    cut: '较长的参数已被截断：复制后发送的内容会不同',
    secret: '密码已被略去：复制后发送的内容会不同',
  },
};
