// The module, in a thread of its own, so that the page stays alive while it computes, and can end it.

async function compiled() {
  const packed = Uint8Array.from(atob(document.getElementById("module").textContent.trim()), (c) => c.charCodeAt(0));
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
  return WebAssembly.compile(await new Response(stream).arrayBuffer());
}

/// What `call` is rejected with: a diagnostic, as the module gives them.
class Told extends Error {
  constructor(diagnostic) {
    super(diagnostic.message);
    this.diagnostic = { help: [], labels: [], begin: 0, end: 0, ...diagnostic };
  }
}

class Engine extends EventTarget {
  #module;
  #url;
  #worker = null;
  #waiting = new Map();
  #next = 0;
  /// The definitions so far, as a text: what a thread that is begun anew is told.
  saved = "";

  constructor(module) {
    super();
    this.#module = module;
    this.#url = URL.createObjectURL(new Blob([document.getElementById("worker").textContent], { type: "text/javascript" }));
    this.#start();
  }

  #start() {
    this.#worker = new Worker(this.#url);
    this.#worker.onmessage = ({ data }) => this.#take(data);
    this.#worker.onerror = (event) => this.#restart({ slug: "internal", message: event.message });
    this.#worker.postMessage({ module: this.#module });
  }

  #take({ id, answer, error, broken }) {
    const asked = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (broken) {
      const isFull = /stack|memory|unreachable/i.test(broken);
      const why = { slug: "internal", message: isFull ? "this took more memory than a page has" : broken };
      asked.reject(new Told(why));
      this.#restart(why);
    } else if (error) {
      asked.reject(new Told(error));
    } else {
      if (answer.saved !== undefined) this.saved = answer.saved;
      asked.resolve(answer);
    }
    this.dispatchEvent(new Event("change"));
  }

  /// A new thread with the same definitions; calls that wait end with `why`.
  #restart(why) {
    this.#worker.terminate();
    const ended = [...this.#waiting.values()];
    this.#waiting.clear();
    this.#start();
    if (this.saved) this.call("submit", this.saved).catch(() => {});
    for (const { reject } of ended) reject(new Told(why));
    this.dispatchEvent(new Event("change"));
  }

  /// What the module answers; throws `Told`.
  call(name, text, ...numbers) {
    return new Promise((resolve, reject) => {
      const id = this.#next++;
      this.#waiting.set(id, { resolve, reject });
      this.#worker.postMessage({ id, name, text, numbers });
      this.dispatchEvent(new Event("change"));
    });
  }

  /// Gives the module a file to read, until its thread is ended: definitions hold what was read of it.
  put(file, bytes) { this.#worker.postMessage({ file, bytes }); }

  get isBusy() { return this.#waiting.size > 0; }

  /// Ends what is under way.
  stop() {
    if (this.isBusy) this.#restart({ slug: "interrupted", message: "interrupted" });
  }
}
