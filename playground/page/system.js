// The system that the module runs on: the calls of WASI that it makes, and what the browser knows of Unicode.

const kNoSuchCall = 52;

function makeSystem(memory) {
  const view = () => new DataView(memory().buffer);
  const bytes = (at, size) => new Uint8Array(memory().buffer, at, size);
  return {
    environ_sizes_get(count, size) {
      view().setUint32(count, 0, true);
      view().setUint32(size, 0, true);
      return 0;
    },
    environ_get: () => 0,
    clock_time_get(clock, precision, to) {
      const now = clock === 0 ? Date.now() : performance.now();
      view().setBigUint64(to, BigInt(Math.round(now * 1e6)), true);
      return 0;
    },
    random_get(to, size) {
      crypto.getRandomValues(bytes(to, size));
      return 0;
    },
    fd_write(file, pieces, count, written) {
      let size = 0;
      for (let i = 0; i < count; ++i) {
        const length = view().getUint32(pieces + 8 * i + 4, true);
        console.warn(new TextDecoder().decode(bytes(view().getUint32(pieces + 8 * i, true), length)));
        size += length;
      }
      view().setUint32(written, size, true);
      return 0;
    },
    proc_exit(code) { throw new Error(`the module has ended with code ${code}`); },
  };
}

const kCategories = ["Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Mc", "Me", "Nd", "Nl", "No", "Zs"]
  .map((name) => [name.charCodeAt(0) * 256 + name.charCodeAt(1), new RegExp(`^\\p{${name}}$`, "u")]);
const kNoWidth = /^[\p{Mn}\p{Me}\p{Cf}\p{Cc}]$/u;
const kWide = /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Emoji_Presentation}\u3000-\u303e\uff01-\uff60\uffe0-\uffe6]$/u;

/// What utf8proc says on other systems (playground/wasm/unicode.cpp).
function makeUnicode(memory) {
  const isCharacter = (c) => c >= 0 && c <= 0x10ffff && !(c >= 0xd800 && c < 0xe000);
  return {
    category(c) {
      const text = isCharacter(c) ? String.fromCodePoint(c) : "";
      return kCategories.find(([, matches]) => matches.test(text))?.[0] ?? 0;
    },
    width(c) {
      const text = isCharacter(c) ? String.fromCodePoint(c) : "";
      return kNoWidth.test(text) ? 0 : kWide.test(text) ? 2 : 1;
    },
    lower(c) {
      const lower = isCharacter(c) ? String.fromCodePoint(c).toLowerCase() : "";
      return [...lower].length === 1 ? lower.codePointAt(0) : c;
    },
    normalize(text, size, isCompatible, to, room) {
      const given = new TextDecoder().decode(new Uint8Array(memory().buffer, text, size));
      const made = new TextEncoder().encode(given.normalize(isCompatible ? "NFKC" : "NFC"));
      if (made.length <= room) new Uint8Array(memory().buffer, to, made.length).set(made);
      return made.length;
    },
  };
}

/// What a module imports, with the files that it may read; a call of the system that it does not have fails with a number that says so.
function makeImports(module, memory, files) {
  const imports = { wasi_snapshot_preview1: { ...makeSystem(memory), ...makeFiles(memory, files) }, unicode: makeUnicode(memory) };
  for (const { module: from, name } of WebAssembly.Module.imports(module)) {
    imports[from] ??= {};
    imports[from][name] ??= () => kNoSuchCall;
  }
  return imports;
}

/// The module's functions of texts: `call("submit", text, …numbers)` gives what it answers.
async function startModule(module, files = new Map()) {
  let exports = null;
  const instance = await WebAssembly.instantiate(module, makeImports(module, () => exports.memory, files));
  exports = instance.exports;
  exports._initialize();
  return (name, text, ...numbers) => {
    const given = new TextEncoder().encode(text);
    const at = exports.adc_take(given.length + 1);
    new Uint8Array(exports.memory.buffer, at, given.length).set(given);
    const answer = exports[`adc_${name}`](at, given.length, ...numbers);
    exports.adc_give_back(at);
    return JSON.parse(new TextDecoder().decode(new Uint8Array(exports.memory.buffer, answer, exports.adc_answer_size())));
  };
}
