/** The Simplified Chinese texts of all features. */

import type { Messages } from './en.ts';
import { app } from './zh-CN/app.ts';
import { beside } from './zh-CN/beside.ts';
import { commands } from './zh-CN/commands.ts';
import { connections } from './zh-CN/connections.ts';
import { consoleTexts } from './zh-CN/console.ts';
import { decoded } from './zh-CN/decoded.ts';
import { doctor } from './zh-CN/doctor.ts';
import { editor } from './zh-CN/editor.ts';
import { entries } from './zh-CN/entries.ts';
import { faults } from './zh-CN/faults.ts';
import { feed } from './zh-CN/feed.ts';
import { importing } from './zh-CN/importing.ts';
import { imports } from './zh-CN/imports.ts';
import { jobs } from './zh-CN/jobs.ts';
import { keys } from './zh-CN/keys.ts';
import { live } from './zh-CN/live.ts';
import { modules } from './zh-CN/modules.ts';
import { outcomes } from './zh-CN/outcomes.ts';
import { sample } from './zh-CN/sample.ts';
import { schemas } from './zh-CN/schemas.ts';
import { server } from './zh-CN/server.ts';
import { settings } from './zh-CN/settings.ts';
import { streams } from './zh-CN/streams.ts';
import { strings } from './zh-CN/strings.ts';
import { ui } from './zh-CN/ui.ts';
import { value } from './zh-CN/value.ts';
import { watch } from './zh-CN/watch.ts';
import { ways } from './zh-CN/ways.ts';

export const zhCN = {
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
} satisfies Messages;
