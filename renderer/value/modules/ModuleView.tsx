/** Chooses the view of a value that has one of its own; each is loaded with the first value of its type. */
import { lazy, type ReactNode, Suspense } from 'react';
import type { ModuleValue } from '../../../shared/value/value.ts';
import { Skeleton } from '../../ui/Pane.tsx';

const Json = lazy(async () => ({ default: (await import('./JsonView.tsx')).JsonView }));
const Series = lazy(async () => ({ default: (await import('./SeriesView.tsx')).SeriesView }));
const Vectors = lazy(async () => ({ default: (await import('./VectorsView.tsx')).VectorsView }));
const Sketch = lazy(async () => ({ default: (await import('./SketchView.tsx')).SketchView }));
const Geo = lazy(async () => ({ default: (await import('./GeoView.tsx')).GeoView }));

/** Of a sorted set, where its places are asked for. */
export function PlacesView(): ReactNode {
  return (
    <Suspense fallback={<Skeleton />}>
      <Geo />
    </Suspense>
  );
}

export function ModuleView({ value }: { readonly value: ModuleValue }): ReactNode {
  return <Suspense fallback={<Skeleton />}>{viewOf(value)}</Suspense>;
}

function viewOf({ facts, type }: ModuleValue): ReactNode {
  switch (facts.of) {
    case 'json':
      return <Json facts={facts} />;
    case 'series':
      return <Series facts={facts} />;
    case 'vectors':
      return <Vectors facts={facts} />;
    case 'sketch':
      return <Sketch facts={facts} type={type} />;
  }
}
