/** Which texts fit what was typed, best first: the start of the text, then of a word, then anywhere, then letters in order. */
export function rank<T>(items: readonly T[], typed: string, textOf: (item: T) => string): readonly T[] {
  const wanted = typed.trim().toLowerCase();
  if (wanted === '') return items;
  return items
    .map((item) => ({ item, score: scoreOf(textOf(item).toLowerCase(), wanted) }))
    .filter(({ score }) => score < nothing)
    .sort((a, b) => a.score - b.score)
    .map(({ item }) => item);
}

const nothing = 4;

function scoreOf(text: string, wanted: string): number {
  const at = text.indexOf(wanted);
  if (at === 0) return 0;
  if (at > 0) return /[\s:._/-]/.test(text.charAt(at - 1)) ? 1 : 2;
  let from = 0;
  for (const letter of wanted) {
    if (letter === ' ') continue;
    from = text.indexOf(letter, from) + 1;
    if (from === 0) return nothing;
  }
  return 3;
}
