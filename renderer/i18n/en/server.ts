/** Texts of the server view. */
export const server = {
  title: 'Server',
};
