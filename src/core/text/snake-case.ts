/** "timesHidden" as "times_hidden", which is how columns of tables are called. */
export const snakeCase = (name: string): string =>
  name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
