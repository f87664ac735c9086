/** A registration as the service is told of it. */
import { describe, expect, it } from 'vitest';
import { begun, chosen, isOpen, missingOfPerson, newPerson, registration, scriptOf, subjectOf, whole } from './draft';

describe('a name', () => {
  it('is of the script that most of its letters are of', () => {
    expect(scriptOf('Зуҳро Муҳаммадӣ')).toBe('Cyrl');
    expect(scriptOf('زهرا محمدی')).toBe('Arab');
    expect(scriptOf('Zahra Mohammadi')).toBe('Latn');
  });
  it('is written whole in the order in which it is said', () => {
    expect(whole({ given: ' Зуҳро', father: '', family: 'Муҳаммадӣ ' })).toBe('Зуҳро Муҳаммадӣ');
  });
});

describe('a registration', () => {
  const person = {
    ...newPerson('principal'),
    name: { given: 'زهرا', father: 'احمد', family: 'محمدی' },
    document: { given: 'Zahra', father: '', family: 'Mohammadi' },
    sex: '2',
    birth: { date: '1994-01-01', precision: 'year' as const },
  };
  it('has both spellings, each with its script and its middle name under the right word', () => {
    expect(registration(person).names).toEqual([
      { kind: 'legal', script: 'Arab', given: 'زهرا', family: 'محمدی', father: 'احمد', as_written: 'زهرا احمد محمدی' },
      {
        kind: 'as-in-document',
        script: 'Latn',
        given: 'Zahra',
        family: 'Mohammadi',
        father: undefined,
        as_written: 'Zahra Mohammadi',
      },
    ]);
  });
  it('says what is missing', () => {
    expect(missingOfPerson(newPerson('principal'))).toEqual(['who']);
    expect(missingOfPerson({ ...newPerson('principal'), isNew: true })).toEqual(['name', 'sex', 'birth']);
    expect(missingOfPerson(person)).toEqual([]);
  });
});

describe('whoever has come', () => {
  const looked = newPerson('principal');
  it('is looked for first', () => {
    expect(isOpen(looked)).toBe(true);
    expect(isOpen(begun(looked, 'Zahra', []))).toBe(false);
  });
  it('is begun with the name that was looked for, and with those whom it is not', () => {
    const it = begun(begun(looked, 'Zahra Ahmad Mohammadi', ['a']), '', ['a', 'b']);
    expect(it.name).toEqual({ given: 'Zahra', father: 'Ahmad', family: 'Mohammadi' });
    expect(it.seen).toEqual(['a', 'b']);
  });
  it('is not called by the number that was looked for', () => {
    expect(whole(begun(looked, 'P 123456', []).name)).toBe('');
  });
  it('is asked nothing more where they are here already, and keeps their place', () => {
    const known = {
      id: 'p',
      sex: '2',
      birth: { date: '1994-05-01', precision: 'day' },
      citizenships: ['AFG'],
      languages: [],
    };
    const it = chosen(newPerson('child'), known as never, 'زهرا محمدی');
    expect(missingOfPerson(it)).toEqual([]);
    expect(it).toMatchObject({ role: 'child', person: 'p', called: 'زهرا محمدی', citizenships: ['AFG'] });
  });
});

describe('an age before registration', () => {
  const born = (date: string, precision: 'day' | 'year') =>
    subjectOf({ ...newPerson('child'), birth: { date, precision } }, '2026-11-25');
  it('is exact where the day is known', () => {
    expect(born('2008-11-26', 'day')).toMatchObject({ age_min: 17, age_max: 17 });
    expect(born('2008-11-25', 'day')).toMatchObject({ age_min: 18, age_max: 18 });
  });
  it('is as wide as the year where only that is known', () => {
    expect(born('2008-01-01', 'year')).toMatchObject({ age_min: 17, age_max: 18 });
  });
});
