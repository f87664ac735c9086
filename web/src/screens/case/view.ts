/** A case as the screens of this folder take it. */
import type { AnswerOf } from '../../api/types';
import type { Person } from '../../programme/AnswerField';

export type CaseView = AnswerOf<'get_case'>;

/** People of the case with names; one whose name is not this member's to see is numbered. */
export const peopleOf = (it: CaseView): Person[] =>
  it.subjects.map((subject, place) => ({ person: subject.person, name: subject.name ?? `№ ${place + 1}` }));
