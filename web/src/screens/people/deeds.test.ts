import { expect, it } from 'vitest';
import { deedOf } from './deeds';

it.each([
  ['person.read', 'personRead', false],
  ['person.create', 'created', true],
  ['person.update', 'personChanged', true],
  ['person.correct_name', 'nameChanged', true],
  ['person.contacts', 'contactRead', false],
  ['person.readers', 'readersRead', false],
  ['household.leave', 'householdChanged', true],
  ['household.members', 'householdRead', false],
  ['case.section_read', 'caseRead', false],
  ['case.transition', 'caseChanged', true],
  ['consent.withdraw', 'consentChanged', true],
  ['something.new', 'other', false],
])('says of %s what was done', (operation, key, changes) => {
  expect(deedOf(operation)).toEqual({ key, changes });
});
