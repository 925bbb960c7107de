/** The types that have a view of their own beside strings and tables; a new one is a file and a line in each list here. */
import * as v from 'valibot';
import type { Bytes } from '../../bytes.ts';
import type { Asking, Deed, Opening } from '../module.ts';
import { actOnGeo, askGeo, type GeoAct, type GeoAnswer, type GeoAsk, geoAct, geoAsk } from './geo.ts';
import { type JsonAct, type JsonAnswer, type JsonAsk, type JsonFacts, json, jsonAct, jsonAsk } from './json.ts';
import { type SeriesAct, type SeriesAnswer, type SeriesAsk, type SeriesFacts, series, seriesAct, seriesAsk } from './series.ts';
import { actOnSketch, askSketch, type SketchAct, type SketchAnswer, type SketchAsk, type SketchFacts, sketchAct, sketchAsk, sketches } from './sketches.ts';
import { type VectorsAct, type VectorsAnswer, type VectorsAsk, type VectorsFacts, vectors, vectorsAct, vectorsAsk } from './vectors.ts';

export type ModuleFacts = JsonFacts | SeriesFacts | VectorsFacts | SketchFacts;
export type ModuleAsk = JsonAsk | SeriesAsk | VectorsAsk | SketchAsk | GeoAsk;
export type ModuleAnswer = JsonAnswer | SeriesAnswer | VectorsAnswer | SketchAnswer | GeoAnswer;
export type ModuleAct = JsonAct | SeriesAct | VectorsAct | SketchAct | GeoAct;

export const moduleAsk = v.variant('of', [jsonAsk, seriesAsk, vectorsAsk, sketchAsk, geoAsk]);
export const moduleAct = v.variant('of', [jsonAct, seriesAct, vectorsAct, sketchAct, geoAct]);

const types: readonly Opening<ModuleFacts>[] = [json, series, vectors, ...sketches];

export const moduleTypes: ReadonlyMap<string, Opening<ModuleFacts>> = new Map(types.map((type) => [type.name, type]));

export function askModule(asking: Asking, key: Bytes, ask: ModuleAsk): Promise<ModuleAnswer> {
  switch (ask.of) {
    case 'json':
      return json.ask(asking, key, ask);
    case 'series':
      return series.ask(asking, key, ask);
    case 'vectors':
      return vectors.ask(asking, key, ask);
    case 'sketch':
      return askSketch(asking, key, ask);
    case 'geo':
      return askGeo(asking, key, ask);
  }
}

export function actOnModule(asking: Asking, key: Bytes, act: ModuleAct): Deed | Promise<Deed> {
  switch (act.of) {
    case 'json':
      return json.act(asking, key, act);
    case 'series':
      return series.act(asking, key, act);
    case 'vectors':
      return vectors.act(asking, key, act);
    case 'sketch':
      return actOnSketch(key, act);
    case 'geo':
      return actOnGeo(key, act);
  }
}
