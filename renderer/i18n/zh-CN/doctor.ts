/** Texts of the steps of connecting and of permissions, in Simplified Chinese. */
import type { doctor as English } from '../en/doctor.ts';
import type { Texts } from '../texts.ts';

export const doctor: Texts<typeof English> = {
  showSteps: '显示步骤',
  hideSteps: '隐藏步骤',
  steps: '上次尝试的步骤',
  limited: '此用户不可发送：',
  unlimited: '此用户可以发送 Keytide 会发送的所有命令。',
  some: '仅限部分名称：',
  purposes: {
    browse: '浏览键',
    read: '读取值',
    write: '更改值',
    remove: '删除',
    scripts: '仅在期间未被更改时保存',
    undo: '撤销删除',
    live: '实时消息',
    publish: '发布',
    server: '服务器页',
    databases: '其他数据库',
  },
  userHint: '此用户可以做什么',
  permissionsOf: (user) => `${user} 的权限`,
  permissionsBody: '通过 ACL DRYRUN 询问：不会真正执行，也不会在服务器日志中留下拒绝记录。',
  untold: '服务器未告知：版本早于 Redis 7，或此用户无权询问。不允许的操作会在使用时得知。',
  refused: '连接时被拒绝：',
};
