/** JSON text, and the place of everything in it. */
import { printParseErrorCode, visit } from 'jsonc-parser';

/** Where something begins in a text, both counted from 1. */
export type Place = { line: number; column: number };
/** What is wrong, as a sentence that begins with a small letter, and where. */
export type Problem = Place & { message: string };
/** The names and positions that lead to a part of a document. */
export type Path = readonly (string | number)[];

/** More than anybody corrects at once. */
export const MOST_PROBLEMS = 20;

/** No document of Mikke's is nested as deeply, and nothing runs out of stack. */
const MOST_DEPTH = 32;

/** The place of a value, of its name if it has one, and of what is in it. */
type Part = {
  place: Place;
  name: { text: string; place: Place } | null;
  parts: Map<string | number, Part>;
};

export type Reading =
  | { problems: null; value: unknown; placeOf: (path: Path, what: 'name' | 'value') => Place }
  | { problems: Problem[] };

/** Some editors write it before a text. */
const BYTE_ORDER_MARK = '\uFEFF';

/** Thrown to leave off reading. */
class Enough extends Error {}

/**
 * Reads JSON as it is defined, without comments and with every name once in its object. Of what is
 * no JSON the first problem is given; where words or signs are unknown, these up to MOST_PROBLEMS.
 * @param mostEntries that a list or an object may have, so that a hostile text is soon refused
 */
export function readJson(given: string, mostEntries: number): Reading {
  const text = given.startsWith(BYTE_ORDER_MARK) ? given.slice(1) : given;
  const problems: Problem[] = [];
  const whole: Part = { place: { line: 1, column: 1 }, name: null, parts: new Map() };
  const open: { part: Part; isList: boolean }[] = [{ part: whole, isList: true }];
  let name: Part['name'] = null;
  /** Up to where a sign was refused; what JSON expects after it only follows from that. */
  let refusedTo = -1;

  const report = (place: Place, message: string): void => {
    problems.push({ ...place, message });
    if (problems.length === MOST_PROBLEMS) throw new Enough();
  };
  /** Reports what makes it useless to read on, unless that only follows from a refused sign. */
  const leave = (place: Place, message: string): never => {
    if (refusedTo < 0) report(place, message);
    throw new Enough();
  };
  const add = (place: Place): Part => {
    const { part, isList } = open[open.length - 1];
    if (part.parts.size === mostEntries) {
      const path = open.flatMap((of) => of.part.name?.text ?? []).join('.') || 'the document';
      leave(part.place, `${path} has more than ${mostEntries.toLocaleString('en')} entries.`);
    }
    const added: Part = { place, name, parts: new Map() };
    part.parts.set(isList ? part.parts.size : (name?.text ?? ''), added);
    name = null;
    return added;
  };
  const enter = (place: Place, isList: boolean): void => {
    if (open.length > MOST_DEPTH) {
      leave(place, `lists and objects are nested more than ${MOST_DEPTH} deep here.`);
    }
    open.push({ part: add(place), isList });
  };
  const at = (line: number, character: number): Place => ({
    line: line + 1,
    column: character + 1,
  });

  try {
    visit(
      text,
      {
        onObjectBegin: (_offset, _length, line, character) => enter(at(line, character), false),
        onArrayBegin: (_offset, _length, line, character) => enter(at(line, character), true),
        onObjectEnd: () => void open.pop(),
        onArrayEnd: () => void open.pop(),
        onLiteralValue: (_value, _offset, _length, line, character) =>
          void add(at(line, character)),
        onObjectProperty(property, _offset, _length, line, character) {
          const place = at(line, character);
          if (open[open.length - 1].part.parts.has(property)) {
            report(place, `the name ${shown(property)} stands twice in its object.`);
          }
          name = { text: property, place };
        },
        onError(code, offset, length, line, character) {
          const kind = printParseErrorCode(code);
          if (kind !== 'InvalidSymbol') {
            if (refusedTo >= 0) return;
            const found = text.slice(offset, offset + length);
            const comma = /Value|Name/.test(kind) ? commaBefore(text, offset) : null;
            if (comma !== null) leave(placeAt(text, comma), commaWords(found));
            leave(at(line, character), syntaxWords(kind, text, offset, found));
          }
          if (offset < refusedTo) return;
          const sign = signAt(text, offset);
          refusedTo = offset + sign.length;
          report(at(line, character), signWords(sign));
        },
      },
      { disallowComments: true },
    );
  } catch (thrown) {
    if (!(thrown instanceof Enough)) throw thrown;
  }
  if (problems.length > 0) return { problems };

  const placeOf = (path: Path, what: 'name' | 'value'): Place => {
    let part = whole.parts.get(0) ?? whole;
    for (const step of path) part = part.parts.get(step) ?? part;
    return what === 'name' ? (part.name?.place ?? part.place) : part.place;
  };
  return { problems: null, value: JSON.parse(text) as unknown, placeOf };
}

/** Problems as one text, the place before each; of many, the first. */
export function problemWords(problems: readonly Problem[]): string {
  const first = problems.slice(0, 3).map(placedWords);
  const more = problems.length - first.length;
  if (more > 0) {
    const atLeast = problems.length === MOST_PROBLEMS ? 'at least ' : '';
    first.push(`There ${more === 1 ? 'is' : 'are'} ${atLeast}${more} more.`);
  }
  const words = first.join(' ');
  return `${words.charAt(0).toLowerCase()}${words.slice(1)}`;
}

/** A problem with its line, as a sentence. */
export const placedWords = ({ line, message }: Problem): string => `Line ${line}: ${message}`;

const MOST_SHOWN = 40;

/** A text of somebody else's within a sentence, in quotes once. */
export function shown(text: string): string {
  const short = text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN)}…` : text;
  return /^"[^\\\p{Cc}]*"$/u.test(short) ? short : JSON.stringify(short);
}

/** What stands at a place up to the next space or bracket, though none of it is JSON. */
function signAt(text: string, offset: number): string {
  const sign = /[^\s,:[\]{}]*/y;
  sign.lastIndex = offset;
  const [found] = sign.exec(text) ?? [''];
  return found === '' ? text.charAt(offset) : found;
}

const signWords = (sign: string): string =>
  /^[-+]?(nan|inf(inity)?)$/i.test(sign)
    ? `${sign} is no finite number, and JSON has no word for it.`
    : `${shown(sign)} is no JSON: a number is written as 0.5, and a name or a text in double quotes.`;

/** Where the comma is after which nothing stands before an offset. */
function commaBefore(text: string, offset: number): number | null {
  const before = text.slice(0, offset).trimEnd();
  return before.endsWith(',') ? before.length - 1 : null;
}

function placeAt(text: string, offset: number): Place {
  const lines = text.slice(0, offset).split(/\r\n|\r|\n/);
  return { line: lines.length, column: lines[lines.length - 1].length + 1 };
}

const commaWords = (found: string): string =>
  `this comma is one too many, or something is missing between it and ${foundWords(found)}.`;

const foundWords = (found: string): string => (found === '' ? 'the end of the text' : shown(found));

function syntaxWords(kind: string, text: string, offset: number, found: string): string {
  const here = foundWords(found);
  switch (kind) {
    case 'ValueExpected':
      return text.trim() === '' ? 'the text is empty.' : `a value is missing before ${here}.`;
    case 'PropertyNameExpected':
      return `a name in double quotes is missing before ${here}.`;
    case 'ColonExpected':
      return `a colon is missing before ${here}.`;
    case 'CommaExpected':
      if (found === '}' || found === ']') {
        return `${here} closes another bracket than was opened last.`;
      }
      return /\d/.test(found.charAt(0)) && text.charAt(offset - 1) === '0'
        ? 'a number does not begin with 0 before another digit.'
        : `a comma is missing before ${here}.`;
    case 'CloseBraceExpected':
      return 'the text ends here, and a } is missing.';
    case 'CloseBracketExpected':
      return 'the text ends here, and a ] is missing.';
    case 'EndOfFileExpected':
      return `the document ends before ${here}, and nothing may follow.`;
    case 'InvalidCommentToken':
    case 'UnexpectedEndOfComment':
      return 'JSON has no comments: take this one out.';
    case 'UnexpectedEndOfString':
      return 'the closing quote of this text is missing.';
    case 'UnexpectedEndOfNumber':
      return `the number ${found} is not finished.`;
    default:
      return `${here} has a character that JSON does not allow in a text.`;
  }
}
