/** The decoders and their views, loaded when a value is first looked at. */
import { lazy, type ReactNode, Suspense } from 'react';
import { Skeleton } from '../Pane.tsx';
import type { DecodedViewProps } from './DecodedView.tsx';

const View = lazy(async () => ({ default: (await import('./DecodedView.tsx')).DecodedView }));

export function Decoded(props: DecodedViewProps): ReactNode {
  return (
    <Suspense fallback={<Skeleton shape="text" />}>
      <View {...props} />
    </Suspense>
  );
}
