/** Texts that the text editor shows by itself, under the names it asks for them by. */
export const editor = {
  phrases: {
    Find: '查找',
    next: '下一个',
    previous: '上一个',
    all: '全部',
    'match case': '区分大小写',
    regexp: '正则表达式',
    'by word': '整词',
    Replace: '替换为',
    replace: '替换',
    'replace all': '全部替换',
    close: '关闭',
    'Fold line': '折叠此行',
    'Unfold line': '展开此行',
    'folded code': '已折叠',
    unfold: '展开',
    'Control character': '控制字符',
    Diagnostics: '问题',
    'No diagnostics': '没有问题',
  },
};
