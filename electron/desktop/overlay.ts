/** The picture of a number on a taskbar's button, where the system draws none itself: a disc with a digit, or 9+. */

export const overlaySize = 32;

/** Three by five points a sign, a row of bits each. */
const signs: Readonly<Record<string, readonly number[]>> = {
  '1': [2, 6, 2, 2, 7],
  '2': [7, 1, 7, 4, 7],
  '3': [7, 1, 3, 1, 7],
  '4': [5, 5, 7, 1, 1],
  '5': [7, 4, 7, 1, 7],
  '6': [7, 4, 7, 5, 7],
  '7': [7, 1, 2, 2, 2],
  '8': [7, 5, 7, 5, 7],
  '9': [7, 5, 7, 1, 7],
  '+': [0, 2, 7, 2, 0],
};
const disc = [0xc6, 0x28, 0x28] as const;
const ink = [0xff, 0xff, 0xff] as const;

/** Four bytes a point: blue, green, red, and how much covers, by which the others are multiplied. */
export function overlay(unseen: number): Uint8Array {
  const pixels = new Uint8Array(overlaySize * overlaySize * 4);
  const put = (x: number, y: number, [red, green, blue]: readonly [number, number, number], cover: number): void => {
    const at = (y * overlaySize + x) * 4;
    pixels.set([Math.round(blue * cover), Math.round(green * cover), Math.round(red * cover), Math.round(255 * cover)], at);
  };
  const middle = (overlaySize - 1) / 2;
  for (let y = 0; y < overlaySize; y++)
    for (let x = 0; x < overlaySize; x++) {
      const inside = overlaySize / 2 - Math.hypot(x - middle, y - middle);
      if (inside > 0) put(x, y, disc, Math.min(1, inside));
    }
  const text = unseen > 9 ? '9+' : String(unseen);
  const scale = text.length === 1 ? 4 : 3;
  const left = Math.round((overlaySize - (text.length * 4 - 1) * scale) / 2);
  const top = Math.round((overlaySize - 5 * scale) / 2);
  for (const [place, sign] of text.split('').entries())
    for (const [row, bits] of (signs[sign] ?? []).entries())
      for (let column = 0; column < 3; column++) {
        if ((bits & (4 >> column)) === 0) continue;
        const x = left + (place * 4 + column) * scale;
        const y = top + row * scale;
        for (let dy = 0; dy < scale; dy++) for (let dx = 0; dx < scale; dx++) put(x + dx, y + dy, ink, 1);
      }
  return pixels;
}
