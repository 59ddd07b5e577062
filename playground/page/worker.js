// The thread that computes. It is sent the module first, then calls: {id, name, text, numbers}. It answers in order.

let started = null;

onmessage = async ({ data }) => {
  if (data.module) {
    started = startModule(data.module);
    return;
  }
  try {
    const call = await started;
    postMessage({ id: data.id, ...call(data.name, data.text, ...data.numbers) });
  } catch (failure) {  // a trap, a stack that is full: what the module has in memory may be broken
    postMessage({ id: data.id, broken: String(failure) });
  }
};
