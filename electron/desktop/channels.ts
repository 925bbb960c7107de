/** The two words that main and preload say to each other; everything else goes through the port. */
export const openChannel = 'keytide:open';
export const portChannel = 'keytide:port';
