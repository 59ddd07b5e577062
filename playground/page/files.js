// The files that the page has given to the module, which it may read, by the calls of WASI for files.

const kRoot = 3;  // the first number behind input, output and errors: the folder that they are in
const kNoFile = 44;
const kBadFile = 8;
const kFolderKind = 3;
const kFileKind = 4;

/// `given`: names → bytes.
function makeFiles(memory, given) {
  const opened = new Map();  // numbers → { bytes, at }
  const view = () => new DataView(memory().buffer);
  const text = (at, size) => new TextDecoder().decode(new Uint8Array(memory().buffer, at, size));

  /// Reads into pieces of memory from the place `at`; how much.
  function read({ bytes }, at, pieces, count) {
    let done = 0;
    for (let i = 0; i < count; ++i) {
      const size = view().getUint32(pieces + 8 * i + 4, true);
      const part = bytes.subarray(at + done, at + done + size);
      new Uint8Array(memory().buffer, view().getUint32(pieces + 8 * i, true), part.length).set(part);
      done += part.length;
    }
    return done;
  }

  function describe(to, kind, size, number) {
    new Uint8Array(memory().buffer, to, 64).fill(0);
    view().setBigUint64(to + 8, BigInt(number), true);
    view().setUint8(to + 16, kind);
    view().setBigUint64(to + 32, BigInt(size), true);
    return 0;
  }

  return {
    fd_prestat_get(file, to) {
      if (file !== kRoot) return kBadFile;
      view().setUint32(to, 0, true);
      view().setUint32(to + 4, 1, true);
      return 0;
    },
    fd_prestat_dir_name(file, to) {
      view().setUint8(to, "/".charCodeAt(0));
      return 0;
    },
    fd_fdstat_get(file, to) {
      if (file >= kRoot && file !== kRoot && !opened.has(file)) return kBadFile;
      new Uint8Array(memory().buffer, to, 24).fill(0);
      view().setUint8(to, file === kRoot ? kFolderKind : opened.has(file) ? kFileKind : 2);
      view().setBigUint64(to + 8, ~0n, true);
      view().setBigUint64(to + 16, ~0n, true);
      return 0;
    },
    path_open(folder, follow, path, size, flags, rights, inherited, modes, to) {
      const bytes = given.get(text(path, size));
      if (bytes === undefined) return kNoFile;
      let file = kRoot + 1;
      while (opened.has(file)) ++file;
      opened.set(file, { bytes, at: 0 });
      view().setUint32(to, file, true);
      return 0;
    },
    path_filestat_get(folder, follow, path, size, to) {
      const bytes = given.get(text(path, size));
      return bytes === undefined ? kNoFile : describe(to, kFileKind, bytes.length, 1);
    },
    fd_filestat_get(file, to) {
      const of = opened.get(file);
      return of === undefined ? kBadFile : describe(to, kFileKind, of.bytes.length, file);
    },
    fd_read(file, pieces, count, to) {
      const of = opened.get(file);
      if (of === undefined) return kBadFile;
      const done = read(of, of.at, pieces, count);
      of.at += done;
      view().setUint32(to, done, true);
      return 0;
    },
    fd_pread(file, pieces, count, at, to) {
      const of = opened.get(file);
      if (of === undefined) return kBadFile;
      view().setUint32(to, read(of, Number(at), pieces, count), true);
      return 0;
    },
    fd_seek(file, by, from, to) {
      const of = opened.get(file);
      if (of === undefined) return kBadFile;
      of.at = Number(by) + [0, of.at, of.bytes.length][from];
      view().setBigUint64(to, BigInt(of.at), true);
      return 0;
    },
    fd_close: (file) => (opened.delete(file) ? 0 : kBadFile),
  };
}
