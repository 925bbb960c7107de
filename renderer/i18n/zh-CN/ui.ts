/** The kit's texts in Simplified Chinese. */
import type { ui as English } from '../en/ui.ts';
import { zhFormat as f } from '../format.ts';
import type { Texts } from '../texts.ts';

export const ui: Texts<typeof English> = {
  cancel: '取消',
  close: '关闭',
  clear: '清除',
  retry: '重试',
  notifications: '通知',
  dismiss: '关闭通知',
  showPassword: '显示密码',
  hidePassword: '隐藏密码',
  resize: '调整面板大小',
  resizeColumn: (column) => `调整列宽：${column}`,
  loading: '正在加载',
  offline: (age) => `未连接。显示的是 ${age} 前的内容。`,
  typeToConfirm: (word) => `输入 ${word} 以确认`,
  notNumber: '请输入整数',
  outOfRange: (min, max) => `应在 ${f.number(min)} 到 ${f.number(max)} 之间`,
  restOfBytes: (count) => `+${f.bytes(count)}`,
  mixedScripts: '混用了外形相似的不同文字的字母',
  rate: (perSecond) => `${f.short(perSecond)}/秒`,
  timeLeft: (ms) => `剩余 ${f.duration(ms)}`,
  ofTotal: (done, total) => `${f.number(done)} / ${f.number(total)}`,
  chips: {
    control: '控制字符',
    bidi: '改变文字方向的字符',
    invisible: '不可见字符',
    invalid: '不是 UTF-8 的字节',
    mark: '没有基字的组合符号',
    space: '空格',
    unassigned: '未在 Unicode 中定义的字符',
  },
  types: {
    string: '字符串',
    hash: '哈希',
    list: '列表',
    set: '集合',
    zset: '有序集合',
    stream: '流',
    json: 'JSON',
    other: (type) => `类型 ${type}`,
  },
};
