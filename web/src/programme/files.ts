/** Files of a case: which there are, one itself, and a picture made light enough for a poor line before it is sent. */
import { useQuery } from '@tanstack/react-query';
import { createContext, useContext } from 'react';
import { ask } from '../api/ask';
import { query } from '../api/query';
import type { LineOf } from '../api/types';

export type Attachment = LineOf<'list_attachments'>;

/** What the service takes. */
export const TAKEN = ['image/jpeg', 'image/png', 'image/webp', 'application/pdf'];
/** The largest that it takes, in bytes. */
export const LARGEST = 20 * 1024 * 1024;
/** A picture of so many bytes goes as it is. */
const LIGHT = 600_000;
/** The longer side of a picture that was made lighter, in pixels: a page of writing stays legible. */
const EDGE = 2200;
const QUALITY = 0.8;

/** The case on whose screen one is; a case that is only being opened has no files yet. */
export const OfCase = createContext<string | undefined>(undefined);

/** How large a picture is shown, so that its longer side is at most so many pixels. */
export function within(width: number, height: number, edge = EDGE): [width: number, height: number] {
  const scale = Math.min(1, edge / Math.max(width, height));
  return [Math.round(width * scale), Math.round(height * scale)];
}

/** A photograph as light as it need be. What is no picture, or is light already, goes as it is. */
export async function lighter(file: File): Promise<Blob> {
  if (!file.type.startsWith('image/') || file.size <= LIGHT) return file;
  const picture = await createImageBitmap(file);
  const canvas = new OffscreenCanvas(...within(picture.width, picture.height));
  canvas.getContext('2d')?.drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  const made = await canvas.convertToBlob({ type: 'image/jpeg', quality: QUALITY });
  return made.size < file.size ? made : file;
}

/** A file of the present case, by the id that an answer holds. */
export function useAttachment(id: string | null): Attachment | undefined {
  const inCase = useContext(OfCase);
  const all = useQuery({
    ...query('list_attachments', { path: { id: inCase ?? '' } }),
    enabled: Boolean(inCase && id),
  });
  return all.data?.data.find((it) => it.id === id);
}

/** The file itself. */
export const fetchFile = (inCase: string, id: string) =>
  ask({ operation: 'get_attachment', path: { id: inCase, attachment: id } }) as Promise<unknown> as Promise<Blob>;
