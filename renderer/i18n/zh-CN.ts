/** The Simplified Chinese texts of all features. */

import type { Messages } from './en.ts';
import { app } from './zh-CN/app.ts';
import { commands } from './zh-CN/commands.ts';
import { connections } from './zh-CN/connections.ts';
import { consoleTexts } from './zh-CN/console.ts';
import { decoded } from './zh-CN/decoded.ts';
import { doctor } from './zh-CN/doctor.ts';
import { entries } from './zh-CN/entries.ts';
import { faults } from './zh-CN/faults.ts';
import { feed } from './zh-CN/feed.ts';
import { imports } from './zh-CN/imports.ts';
import { jobs } from './zh-CN/jobs.ts';
import { keys } from './zh-CN/keys.ts';
import { live } from './zh-CN/live.ts';
import { outcomes } from './zh-CN/outcomes.ts';
import { sample } from './zh-CN/sample.ts';
import { server } from './zh-CN/server.ts';
import { settings } from './zh-CN/settings.ts';
import { ui } from './zh-CN/ui.ts';
import { value } from './zh-CN/value.ts';
import { ways } from './zh-CN/ways.ts';

export const zhCN = {
  app,
  commands,
  connections,
  console: consoleTexts,
  decoded,
  doctor,
  entries,
  faults,
  feed,
  imports,
  jobs,
  keys,
  live,
  outcomes,
  sample,
  server,
  settings,
  ui,
  value,
  ways,
} satisfies Messages;
