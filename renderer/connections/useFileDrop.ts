/** A file dragged over something: whether it is there, and the file once it is dropped. Rows that are dragged about are no files. */
import { type DragEvent, useState } from 'react';

export interface FileDrop {
  readonly over: boolean;
  readonly onDragOver: (event: DragEvent) => void;
  readonly onDragLeave: (event: DragEvent) => void;
  readonly onDrop: (event: DragEvent) => void;
}

export function useFileDrop(take: (file: File) => void): FileDrop {
  const [over, setOver] = useState(false);
  const isFile = ({ dataTransfer }: DragEvent): boolean => dataTransfer.types.includes('Files');
  return {
    over,
    onDragOver(event) {
      if (!isFile(event)) return;
      event.preventDefault();
      setOver(true);
    },
    // Going from one element in it to another leaves nothing.
    onDragLeave: ({ currentTarget, relatedTarget }) => void (relatedTarget instanceof Node && currentTarget.contains(relatedTarget) ? null : setOver(false)),
    onDrop(event) {
      if (!isFile(event)) return;
      event.preventDefault();
      setOver(false);
      const file = event.dataTransfer.files[0];
      if (file !== undefined) take(file);
    },
  };
}
