/** The one composition root: stores, sample server and, per page, sessions and handlers behind its wire. */
import type { AppInfo, StartNotice } from '../../shared/app.ts';
import { contract, type KeytideContract } from '../../shared/contract.ts';
import { fail } from '../../shared/fault.ts';
import type { Handlers } from '../../shared/rpc/define.ts';
import { serve } from '../../shared/rpc/server.ts';
import type { Wire } from '../../shared/rpc/wire.ts';
import { createBins } from './bin/bin.ts';
import { createArrivals } from './connections/arrivals.ts';
import { connectionHandlers } from './connections/handlers.ts';
import type { Launch } from './connections/launch.ts';
import { openProfiles } from './connections/profiles.ts';
import { openHostKeys } from './connections/way/hostKeys.ts';
import { consoleHandlers } from './console/handlers.ts';
import { feedHandlers } from './feed/handlers.ts';
import { openKeepsakes } from './feed/keepsakes.ts';
import { openRecordings } from './feed/recordings.ts';
import { openRunning } from './feed/running.ts';
import { jobHandlers } from './jobs/handlers.ts';
import { createKeys } from './keys/handlers.ts';
import { openPins, pinHandlers } from './keys/pins.ts';
import type { Ports } from './ports.ts';
import { sampleHandlers } from './sample/handlers.ts';
import { createSample } from './sample/sample.ts';
import { serverHandlers } from './server/handlers.ts';
import { createSessions } from './sessions.ts';
import { openSettings, settingsHandlers } from './settings.ts';
import { openCommands } from './value/commands.ts';
import { openDrafts } from './value/drafts.ts';
import { valueHandlers } from './value/handlers.ts';

export interface Core {
  /** What went wrong with files while starting: the page shows it, and a host with a terminal prints it. */
  readonly notices: readonly StartNotice[];
  /** What a command line or the system asks to be opened; a page is told, now or when there is one. `exposed`: it stood on a command line. */
  launch(launch: Launch, exposed: boolean): void;
  /** Serves a page until its wire closes; everything the page started ends with it. */
  attach(wire: Wire): void;
  close(): Promise<void>;
}

export async function createCore(ports: Ports): Promise<Core> {
  const { log, shell } = ports;
  const settings = await openSettings(ports);
  const profiles = await openProfiles(ports);
  const hostKeys = await openHostKeys(ports);
  const pins = await openPins(ports);
  const commands = await openCommands(ports);
  const drafts = await openDrafts(ports);
  const keepsakes = await openKeepsakes({
    ...ports,
    saved: (id) => profiles.list().some((one) => one.id === id),
    allowed: () => settings.read().keepPayloads,
  });
  const sample = createSample({
    log,
    addProfile: profiles.addTransient,
    removeProfile: profiles.removeTransient,
    rate: settings.read().sampleRate,
  });
  const decodings = { of: (id: string) => profiles.list().find((one) => one.id === id) ?? null, follow: profiles.changes };
  const arrivals = createArrivals(profiles, ports.environment ?? {});
  const running = openRunning();
  const wires = new Set<Wire>();

  const info: AppInfo = {
    version: shell.version,
    host: shell.kind,
    platform: shell.platform,
    dataFolder: ports.dataFolder,
    notices: once([
      ...settings.notices,
      ...profiles.notices,
      ...hostKeys.notices,
      ...pins.notices,
      ...commands.notices,
      ...drafts.notices,
      ...keepsakes.notices,
    ]),
  };

  /** Made anew for each page: what one page opened, another cannot name. */
  function handlersForPage(): Handlers<KeytideContract> {
    const sessions = createSessions();
    const bins = createBins();
    const keys = createKeys(sessions);
    const values = valueHandlers(sessions, bins);
    return {
      'app.info': () => info,
      'app.events': ({ menu }, { signal }) => shell.events(menu, signal),
      'app.openDoc': ({ page }) => shell.openDoc(page),
      'app.notice': (notice, { signal }) => shell.notice?.(notice, signal) ?? fail({ code: 'input', path: 'notice', message: 'the page raises its own' }),
      'app.badge': (badge, { signal }) => shell.badge?.(badge, signal) ?? fail({ code: 'input', path: 'badge', message: 'the page has its own' }),
      ...settingsHandlers(settings),
      ...connectionHandlers({ profiles, sessions, hostKeys, arrivals, log, leave: running.leave }),
      ...keys.handlers,
      async 'settings.write'(patch) {
        await settings.write(patch);
        if (patch.keepPayloads !== undefined) await keepsakes.rewrite();
      },
      async 'profiles.remove'({ id }) {
        await profiles.remove(id);
        await keepsakes.forget(id);
      },
      ...keepsakes.handlers,
      ...pinHandlers(sessions, pins),
      ...values,
      // The list of keys hears of what is made and taken away beside it.
      'value.save': async (input, call) => {
        const saved = await values['value.save'](input, call);
        if (input.expected.kind === 'absent') keys.events.added(sessions.get(input.session), [input.key]);
        return saved;
      },
      'value.remove': async (input, call) => {
        await values['value.remove'](input, call);
        keys.events.removed(sessions.get(input.session), [input.key]);
      },
      'value.restore': async (input, call) => {
        await values['value.restore'](input, call);
        keys.events.added(sessions.get(input.session), [input.key]);
      },
      ...commands.handlers,
      ...drafts.handlers,
      ...feedHandlers(sessions, openRecordings(ports.dataFolder), running, () => settings.read().feedMegabytes * 1024 * 1024, decodings),
      ...consoleHandlers(sessions),
      ...serverHandlers(sessions),
      ...jobHandlers({ sessions, bins, targets: keys.targets, events: keys.events, saveAs: ports.saveAs, report: log.bug }),
      ...sampleHandlers(sample),
    };
  }

  return {
    notices: info.notices,
    launch: arrivals.add,
    attach(wire) {
      wires.add(wire);
      serve(
        {
          send: (frame) => wire.send(frame),
          close: (why) => wire.close(why),
          listen: (receive, closed) => wire.listen(receive, () => (wires.delete(wire), closed())),
        },
        contract,
        handlersForPage(),
        { report: log.bug, refused: (why) => log.write({ event: 'refused', what: 'frame', why }) },
      );
    },
    async close() {
      for (const wire of wires) wire.close('Keytide ends');
      await sample.close();
      log.write({ event: 'stopped' });
    },
  };
}

/** Two files in one folder that cannot be written are one thing to say. */
function once(notices: readonly StartNotice[]): readonly StartNotice[] {
  const said = new Map(notices.map((notice) => [JSON.stringify(notice), notice]));
  return [...said.values()];
}
