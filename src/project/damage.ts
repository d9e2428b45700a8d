/** Something in a project file that cannot be what Mikke wrote; it reaches people as `project-damaged`. */
export class Damage extends Error {
  /** @param problem a sentence, without the file's name */
  constructor(problem: string) {
    super(problem);
    this.name = 'Damage';
  }
}
