/** One step of the file format. `number` becomes the file's user_version; numbers go up by ten. */
export type Migration = { number: number; sql: string };
