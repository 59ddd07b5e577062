// The thread that computes. It is sent the module first, then calls: {id, name, text, numbers}, which it answers in order, and
// files that may be read: {file, bytes}.

let started = null;
const files = new Map();

onmessage = async ({ data }) => {
  if (data.module) {
    started = startModule(data.module, files);
  } else if (data.file) {
    files.set(data.file, data.bytes);
  } else {
    try {
      const call = await started;
      postMessage({ id: data.id, ...call(data.name, data.text, ...data.numbers) });
    } catch (failure) {  // a trap, a stack that is full: what the module has in memory may be broken
      postMessage({ id: data.id, broken: String(failure) });
    }
  }
};
