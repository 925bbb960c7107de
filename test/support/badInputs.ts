/** The bad inputs that values, their names and their decoders are held to: each has a test whose name begins with `bad input N:`. */

/** What comes, and what becomes of it. */
export const badInputs: ReadonlyMap<number, string> = new Map([
  [1, 'markup as a name, a value, a column: literal text'],
  [2, 'escape sequences of terminals: chips, and escapes where they are copied'],
  [3, 'bidirectional controls: a chip where they stand'],
  [4, 'NUL in a name: shown in full, addressed by its exact bytes'],
  [5, 'empty names, fields, values: can be chosen and edited'],
  [6, 'a megabyte of a name, 100,000 separators: the depth is capped'],
  [7, '__proto__ and its kin as names and fields: rows like all others'],
  [8, 'names that differ in a byte that is no text: two rows'],
  [9, 'invalid UTF-8: hex, and back byte for byte'],
  [10, 'byte order mark, CRLF, lone CR, spaces at the end: kept and visible'],
  [11, 'the same letters composed and not: two names'],
  [12, '512 MB, a field of 10 MB, a million members: a window of it'],
  [13, 'JSON of 20 MB, of depth 100,000, with doubled keys, 1e400, 2^53+1, a trailing comma: as it is written'],
  [14, 'scores at their limits: the text of the server, checked before it is sent'],
  [15, 'a counter at its limits: exact, and the server says where it ends'],
  [16, 'ids of streams at their limits: exact, refusals in the words of the server'],
  [17, 'times to live that are none: read or refused, and nothing is deleted'],
  [31, 'bombs in every packing: refused at the cap'],
  [32, 'MessagePack that lies about its size or nests without end'],
  [33, 'CBOR that does the same'],
  [34, 'gadgets of pickle, Java and PHP: data, never made'],
  [35, 'Protobuf garbage, schemas with tricks: no code'],
  [36, 'pictures that are none, or too large'],
  [37, 'formulas in CSV: guarded'],
]);
