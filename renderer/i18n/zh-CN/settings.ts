/** The settings' texts in Simplified Chinese. */
import type { settings as English } from '../en/settings.ts';
import type { Texts } from '../texts.ts';

export const settings: Texts<typeof English> = {
  title: '设置',
  theme: '主题',
  themes: { system: '跟随系统', light: '浅色', dark: '深色' },
  language: '语言',
  languageSystem: '跟随系统',
  density: '密度',
  densities: { compact: '紧凑', cosy: '宽松' },
  dock: '“键”视图中的实时消息',
  commands: '自定义解码器',
  commandsWhat: '运行 Keytide 的机器上的程序。当视图使用 command(名称) 时才会运行，不经过 shell，并从标准输入读取值。',
  commandAdd: '添加解码器',
  commandName: '名称',
  commandTaken: '已有同名的解码器',
  commandNameWrong: '名称中不能有括号和 >',
  commandProgram: '程序',
  commandProgramHint: '路径，或可在 PATH 中找到的名称',
  commandArgs: '参数',
  commandArgsHint: '每行一个：{KEY}、{VALUE}、{HEX}、{BASE64} 和 {HEX_FILE} 会被替换',
  commandExchange: '交换方式',
  commandRaw: '字节',
  commandSave: '保存解码器',
  commandIncomplete: '需要名称和程序',
  commandRemove: (name) => `移除解码器 ${name}`,
  docks: { below: '下方', beside: '旁边', alone: '仅在单独的视图中' },
};
