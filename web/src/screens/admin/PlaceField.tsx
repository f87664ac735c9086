/** A place of the gazetteer: looked up by a name of today or of the past, in any script. */
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useDeferredValue, useState } from 'react';
import { query } from '../../api/query';
import { ComboBox } from '../../design/ComboBox';
import type { About } from '../../design/Field';

export interface Place {
  id: string;
  level: number;
  parent: string | null;
  title: string;
  known_as: string | null;
}

/** The answer of `/places`, whose shape the description leaves open. */
export const placesOf = (answer: unknown) => (answer as { data: Place[] } | undefined)?.data ?? [];

export function usePlaceTitle(id: string | null | undefined) {
  const { data } = useQuery({
    ...query('get_place', { path: { id: id ?? '' } }),
    enabled: Boolean(id),
    staleTime: Number.POSITIVE_INFINITY,
  });
  return (data as unknown as Place | undefined)?.title;
}

export function PlaceField({
  value,
  onChange,
  ...about
}: About & { value: string | null; onChange: (value: string | null) => void }) {
  const title = usePlaceTitle(value);
  const [typed, setTyped] = useState<string>();
  const text = typed ?? title ?? '';
  const q = useDeferredValue(text.trim());
  const found = useQuery({
    ...query('list_places', { query: q ? { q } : { parent: 'TJ' } }),
    placeholderData: keepPreviousData,
  });
  const choices = placesOf(found.data).map((it) => ({
    value: it.id,
    label: it.title,
    hint: it.known_as ?? it.id,
  }));
  return (
    <ComboBox
      {...about}
      choices={choices.slice(0, 30)}
      value={value}
      onChange={(it) => {
        onChange(it);
        setTyped(choices.find((one) => one.value === it)?.label ?? '');
      }}
      search={text}
      onSearch={setTyped}
      width="medium"
    />
  );
}
