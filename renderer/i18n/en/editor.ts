/** Texts that the text editor shows by itself, under the names it asks for them by. */
export const editor = {
  phrases: {
    Find: 'Find',
    next: 'next',
    previous: 'previous',
    all: 'all',
    'match case': 'match case',
    regexp: 'regexp',
    'by word': 'by word',
    Replace: 'Replace',
    replace: 'replace',
    'replace all': 'replace all',
    close: 'close',
    'Fold line': 'Fold line',
    'Unfold line': 'Unfold line',
    'folded code': 'folded',
    unfold: 'unfold',
    'Control character': 'Control character',
    Diagnostics: 'Problems',
    'No diagnostics': 'No problems',
  },
};
