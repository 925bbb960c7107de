/** The sample server's texts in Simplified Chinese. */
import type { sample as English } from '../en/sample.ts';
import type { Texts } from '../texts.ts';

export const sample: Texts<typeof English> = {
  title: '示例数据',
};
