// usage: node exceptions_test.mjs MODULE SCRIPT…: runs exceptions_test.cpp as WebAssembly, on the page's system.
import fs from "node:fs";
import vm from "node:vm";

const [file, ...scripts] = process.argv.slice(2);
vm.runInThisContext(scripts.map((script) => fs.readFileSync(script, "utf8")).join("\n") + "\nglobalThis.makeImports = makeImports;");
const module = new WebAssembly.Module(fs.readFileSync(file));
let exports = null;
exports = new WebAssembly.Instance(module, globalThis.makeImports(module, () => exports.memory, new Map())).exports;
exports._initialize();
const failed = exports.failures();
console.log(failed === 0 ? "all checks hold" : `${failed} checks fail`);
process.exit(failed === 0 ? 0 : 1);
