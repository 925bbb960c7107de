/** What INFO tells, section by section, as the server wrote it. */
export interface InfoSection {
  readonly name: string;
  readonly rows: readonly (readonly [name: string, value: string])[];
}

export interface ServerInfo {
  readonly sections: readonly InfoSection[];
}
