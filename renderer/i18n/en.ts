/** The English texts of all features. */
import { app } from './en/app.ts';
import { beside } from './en/beside.ts';
import { commands } from './en/commands.ts';
import { connections } from './en/connections.ts';
import { consoleTexts } from './en/console.ts';
import { decoded } from './en/decoded.ts';
import { doctor } from './en/doctor.ts';
import { editor } from './en/editor.ts';
import { entries } from './en/entries.ts';
import { faults } from './en/faults.ts';
import { feed } from './en/feed.ts';
import { importing } from './en/importing.ts';
import { imports } from './en/imports.ts';
import { jobs } from './en/jobs.ts';
import { keys } from './en/keys.ts';
import { live } from './en/live.ts';
import { modules } from './en/modules.ts';
import { outcomes } from './en/outcomes.ts';
import { sample } from './en/sample.ts';
import { schemas } from './en/schemas.ts';
import { server } from './en/server.ts';
import { settings } from './en/settings.ts';
import { streams } from './en/streams.ts';
import { strings } from './en/strings.ts';
import { ui } from './en/ui.ts';
import { value } from './en/value.ts';
import { watch } from './en/watch.ts';
import { ways } from './en/ways.ts';
import type { Texts } from './texts.ts';

export const en = {
  app,
  beside,
  commands,
  connections,
  console: consoleTexts,
  decoded,
  doctor,
  editor,
  entries,
  faults,
  feed,
  imports,
  jobs,
  keys,
  live,
  modules,
  outcomes,
  sample,
  server,
  settings,
  streams,
  strings,
  ui,
  value,
  importing,
  schemas,
  watch,
  ways,
};

export type Messages = Texts<typeof en>;
