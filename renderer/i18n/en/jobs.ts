/** Texts of the jobs view and of the activity list. */
export const jobs = {
  title: 'Jobs',
  activity: 'Activity',
};
