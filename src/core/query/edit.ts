/**
 * Changes of a filter as people make them: a list of terms, all of which must hold. A term is a
 * condition or its negation; anything else that a filter may be is a term as a whole. Nothing here
 * changes what it is given.
 */
import { isClassField, scoreNameOf } from './field.ts';
import type { Condition, Filter, MapName, Moment } from './query.ts';

export const termsOf = (filter: Filter): readonly Filter[] =>
  'all' in filter ? filter.all : [filter];

/** The condition of a term, negated or not; null where it is something nested. */
export function conditionOf(term: Filter): Condition | null {
  const inner = 'not' in term ? term.not : term;
  return 'field' in inner ? inner : null;
}

/** All conditions that a filter is made of. */
export const conditionsIn = (filter: Filter): readonly Condition[] =>
  'all' in filter
    ? filter.all.flatMap(conditionsIn)
    : 'any' in filter
      ? filter.any.flatMap(conditionsIn)
      : 'not' in filter
        ? conditionsIn(filter.not)
        : [filter];

/**
 * A filter of one data set without the terms that mean nothing in another: those about numbers of
 * classes or samples, about scores, and at a moment of a run that is not of it.
 */
export function inOtherDataset(filter: Filter, hasRun: (run: number) => boolean): Filter {
  const means = (condition: Condition) =>
    !isClassField(condition.field) &&
    condition.field !== 'samples' &&
    scoreNameOf(condition.field) === null &&
    (!('at' in condition) || condition.at === undefined || hasRun(condition.at.run));
  const terms = termsOf(filter);
  const kept = terms.filter((term) => conditionsIn(term).every(means));
  return kept.length === terms.length ? filter : { all: kept };
}

export const isNegated = (term: Filter): boolean => 'not' in term;

/** What a condition is about: a field, at a moment of its own, on one of the maps. */
export type Subject = { field: Condition['field']; at?: Moment | undefined; map?: MapName };

const subjectOf = (condition: Condition): Subject => ({
  field: condition.field,
  at: 'at' in condition ? condition.at : undefined,
  ...(condition.field === 'area' ? { map: condition.map } : {}),
});

const isAbout = (term: Filter, { field, at, map }: Subject): boolean => {
  if (!('field' in term)) return false;
  const own = subjectOf(term);
  const sameMoment = own.at?.run === at?.run && own.at?.epoch === at?.epoch;
  return own.field === field && sameMoment && own.map === map;
};

/** The condition that holds on a subject; negated ones are none. */
export function conditionOn(filter: Filter, subject: Subject): Condition | null {
  const term = termsOf(filter).find((each) => isAbout(each, subject));
  return term !== undefined && 'field' in term ? term : null;
}

/** With a condition in the place of all that hold on its subject; at the end where there are none. */
export function withCondition(filter: Filter, condition: Condition): Filter {
  const subject = subjectOf(condition);
  const terms = termsOf(filter);
  const place = terms.findIndex((term) => isAbout(term, subject));
  if (place < 0) return { all: [...terms, condition] };
  return {
    all: terms.flatMap((term, i) =>
      i === place ? [condition] : isAbout(term, subject) ? [] : [term],
    ),
  };
}

/** Without the conditions that hold on a subject. */
export const withoutSubject = (filter: Filter, subject: Subject): Filter => ({
  all: termsOf(filter).filter((term) => !isAbout(term, subject)),
});

export const withTermAt = (filter: Filter, place: number, term: Filter): Filter => ({
  all: termsOf(filter).with(place, term),
});

export const withoutTermAt = (filter: Filter, place: number): Filter => ({
  all: termsOf(filter).toSpliced(place, 1),
});

export function negatedAt(filter: Filter, place: number): Filter {
  const term = termsOf(filter)[place];
  return withTermAt(filter, place, 'not' in term ? term.not : { not: term });
}

/** Conditions that name the values which pass. */
export type ListCondition = Extract<Condition, { in: unknown[] }>;
export type ListField = ListCondition['field'];

/**
 * With a value of a field chosen: it alone, or beside the ones that are chosen already where `beside`
 * says so. One that is chosen is given up; where it was the last one, so is the condition.
 */
export function withValue(
  filter: Filter,
  field: ListField,
  value: string | number,
  beside: boolean,
): Filter {
  const chosen = valuesOf(filter, field);
  const has = chosen.includes(value);
  const values = beside
    ? has
      ? chosen.filter((other) => other !== value)
      : [...chosen, value]
    : has && chosen.length === 1
      ? []
      : [value];
  if (values.length === 0) return withoutSubject(filter, { field });
  // The field decides of what the list is: the caller takes both from one place.
  return withCondition(filter, { field, in: values } as ListCondition);
}

/** The values of a field that a filter lets pass; none where it says nothing of the field. */
export function valuesOf(filter: Filter, field: ListField): readonly (string | number)[] {
  const condition = conditionOn(filter, { field });
  return condition !== null && 'in' in condition ? condition.in : [];
}
