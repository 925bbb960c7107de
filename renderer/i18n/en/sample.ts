/** Texts of the sample server. */
export const sample = {
  title: 'Sample data',
};
