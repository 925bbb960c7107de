/** The jobs' texts in Simplified Chinese. */
import type { jobs as English } from '../en/jobs.ts';
import type { Texts } from '../texts.ts';

export const jobs: Texts<typeof English> = {
  title: '任务',
  activity: '活动记录',
};
