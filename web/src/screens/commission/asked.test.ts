import { expect, it } from 'vitest';
import { bodiesOf } from './asked';

const titles = (en: string) => ({ en, tg: en, ru: en, fa: en });

it('finds a body once, however many questions it is asked', () => {
  const claim = { commission: { parameters: 'com', titles: titles('Commission') } };
  const loss = { parameters: 'com', titles: titles('Commission: loss'), convened_by: 'commission' };
  const status = { commission_loss: loss, commission_deprivation: { ...loss, titles: titles('other') } };
  const whole = [{ key: 'commission', parameters: 'com', titles: titles('Commission') }];
  expect(bodiesOf([claim, status])).toEqual(whole);
  expect(bodiesOf([status, claim])).toEqual(whole);
  expect(bodiesOf([status]).map((it) => it.key)).toEqual(['commission']);
});
