/** A host made of samples: answers every method and stream of the contract and remembers what it was asked. */
import type { KeytideContract } from '../../shared/contract.ts';
import type { Call, Handlers, InputOf, ItemOf, OutputOf } from '../../shared/rpc/define.ts';
import { methodSamples, streamSamples } from './samples.ts';
import type { Methods, Streams } from './sampleTypes.ts';

export interface Asked {
  readonly name: Methods | Streams;
  readonly input: unknown;
  readonly signal: AbortSignal;
}

export interface Stub {
  readonly handlers: Handlers<KeytideContract>;
  readonly asked: readonly Asked[];
  /** Names of the streams whose iterator was released, in order. */
  readonly released: readonly Streams[];
}

export function createStub(): Stub {
  const asked: Asked[] = [];
  const released: Streams[] = [];

  function gives<N extends Methods>(name: N): (input: InputOf<KeytideContract[N]>, call: Call) => OutputOf<KeytideContract[N]> {
    return (input, { signal }) => {
      asked.push({ name, input, signal });
      return methodSamples[name].output as OutputOf<KeytideContract[N]>;
    };
  }

  function flows<N extends Streams>(name: N): (input: InputOf<KeytideContract[N]>, call: Call) => AsyncIterable<ItemOf<KeytideContract[N]>> {
    return async function* (input, { signal }) {
      asked.push({ name, input, signal });
      try {
        yield* streamSamples[name].items as readonly ItemOf<KeytideContract[N]>[];
      } finally {
        released.push(name);
      }
    };
  }

  const handlers = {
    'app.info': gives('app.info'),
    'app.events': flows('app.events'),
    'app.openDoc': gives('app.openDoc'),
    'app.notice': flows('app.notice'),
    'app.badge': flows('app.badge'),
    'settings.watch': flows('settings.watch'),
    'settings.write': gives('settings.write'),
    'profiles.watch': flows('profiles.watch'),
    'profiles.save': gives('profiles.save'),
    'profiles.remove': gives('profiles.remove'),
    'profiles.duplicate': gives('profiles.duplicate'),
    'profiles.favourite': gives('profiles.favourite'),
    'profiles.decoders': gives('profiles.decoders'),
    'profiles.watching': gives('profiles.watching'),
    'profiles.move': gives('profiles.move'),
    'profiles.moveGroup': gives('profiles.moveGroup'),
    'profiles.recent': flows('profiles.recent'),
    'profiles.export': gives('profiles.export'),
    'profiles.unseal': gives('profiles.unseal'),
    'secrets.state': flows('secrets.state'),
    'secrets.choose': gives('secrets.choose'),
    'secrets.unlock': gives('secrets.unlock'),
    'secrets.lock': gives('secrets.lock'),
    'connections.test': gives('connections.test'),
    'connections.arrivals': flows('connections.arrivals'),
    'connections.environment': gives('connections.environment'),
    'connections.find': gives('connections.find'),
    'session.open': flows('session.open'),
    'session.retry': gives('session.retry'),
    'session.select': gives('session.select'),
    'session.acknowledge': gives('session.acknowledge'),
    'session.unlock': gives('session.unlock'),
    'session.lock': gives('session.lock'),
    'hostKeys.approve': gives('hostKeys.approve'),
    'session.approve': gives('session.approve'),
    'session.databases': gives('session.databases'),
    'session.check': gives('session.check'),
    'session.settle': gives('session.settle'),
    'session.permissions': gives('session.permissions'),
    'session.shown': flows('session.shown'),
    'session.activity': flows('session.activity'),
    'keys.view': flows('keys.view'),
    'keys.aim': gives('keys.aim'),
    'keys.shape': gives('keys.shape'),
    'keys.open': gives('keys.open'),
    'keys.reveal': gives('keys.reveal'),
    'keys.select': gives('keys.select'),
    'keys.scan': gives('keys.scan'),
    'keys.meta': gives('keys.meta'),
    'keys.details': gives('keys.details'),
    'keys.sizes': flows('keys.sizes'),
    'keys.rename': gives('keys.rename'),
    'keys.duplicate': gives('keys.duplicate'),
    'keys.move': gives('keys.move'),
    'keys.create': gives('keys.create'),
    'keys.recreate': gives('keys.recreate'),
    'keys.expireAt': gives('keys.expireAt'),
    'keys.clock': gives('keys.clock'),
    'keys.liveOffer': gives('keys.liveOffer'),
    'keys.live': gives('keys.live'),
    'keys.changes': flows('keys.changes'),
    'pins.watch': flows('pins.watch'),
    'pins.set': gives('pins.set'),
    'value.read': gives('value.read'),
    'value.load': gives('value.load'),
    'value.bytes': gives('value.bytes'),
    'value.find': flows('value.find'),
    'value.change': gives('value.change'),
    'value.upload': gives('value.upload'),
    'value.finish': gives('value.finish'),
    'value.dropUpload': gives('value.dropUpload'),
    'value.hll': gives('value.hll'),
    'value.merge': gives('value.merge'),
    'value.groups': gives('value.groups'),
    'value.pending': gives('value.pending'),
    'value.group': gives('value.group'),
    'value.types': gives('value.types'),
    'value.ask': gives('value.ask'),
    'value.act': gives('value.act'),
    'value.element': gives('value.element'),
    'value.locate': gives('value.locate'),
    'value.save': gives('value.save'),
    'value.edit': gives('value.edit'),
    'value.exchange': gives('value.exchange'),
    'value.undo': gives('value.undo'),
    'value.expire': gives('value.expire'),
    'value.remove': gives('value.remove'),
    'value.restore': gives('value.restore'),
    'drafts.read': gives('drafts.read'),
    'drafts.keep': gives('drafts.keep'),
    'commands.watch': flows('commands.watch'),
    'commands.save': gives('commands.save'),
    'commands.run': gives('commands.run'),
    'feed.add': gives('feed.add'),
    'feed.source': gives('feed.source'),
    'feed.events': gives('feed.events'),
    'feed.setEvents': gives('feed.setEvents'),
    'feed.groups': gives('feed.groups'),
    'feed.drop': gives('feed.drop'),
    'feed.view': flows('feed.view'),
    'feed.aim': gives('feed.aim'),
    'feed.find': gives('feed.find'),
    'feed.before': gives('feed.before'),
    'feed.message': gives('feed.message'),
    'feed.clear': gives('feed.clear'),
    'feed.publish': gives('feed.publish'),
    'feed.fields': gives('feed.fields'),
    'feed.record': gives('feed.record'),
    'feed.stopRecording': gives('feed.stopRecording'),
    'feed.captures': gives('feed.captures'),
    'feed.join': flows('feed.join'),
    'feed.recordings': gives('feed.recordings'),
    'feed.removeRecording': gives('feed.removeRecording'),
    'feed.repeat': flows('feed.repeat'),
    'feed.channels': flows('feed.channels'),
    'feed.alerts': flows('feed.alerts'),
    'feed.analytics': flows('feed.analytics'),
    'feed.openRecording': flows('feed.openRecording'),
    'feed.openImport': flows('feed.openImport'),
    'feed.import': gives('feed.import'),
    'feed.export': flows('feed.export'),
    'feed.kept': gives('feed.kept'),
    'feed.keep': gives('feed.keep'),
    'feed.replay': flows('feed.replay'),
    'feed.steer': gives('feed.steer'),
    'console.run': gives('console.run'),
    'server.info': gives('server.info'),
    'jobs.plan': flows('jobs.plan'),
    'jobs.start': gives('jobs.start'),
    'jobs.watch': flows('jobs.watch'),
    'jobs.steer': gives('jobs.steer'),
    'jobs.failures': gives('jobs.failures'),
    'jobs.undo': gives('jobs.undo'),
    'jobs.file': flows('jobs.file'),
    'sample.start': flows('sample.start'),
    'sample.rate': gives('sample.rate'),
  } satisfies Handlers<KeytideContract>;
  return { handlers, asked, released };
}
