// Elements of texts, and texts with places in them.

function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== false) made.setAttribute(key, value === true ? "" : value);
  }
  made.append(...children);
  return made;
}

/// An element with markup that adc has made.
function marked(name, attributes, markup) {
  const made = element(name, attributes);
  made.innerHTML = markup;
  return made;
}

/// Places in the bytes of a text → places in the text.
function placesIn(text) {
  const places = [];
  let at = 0;
  for (const c of text) {
    const bytes = new TextEncoder().encode(c).length;
    for (let i = 0; i < bytes; ++i) places.push(at);
    at += c.length;
  }
  places.push(at);
  return (byte) => places[Math.min(byte, places.length - 1)];
}

function bytesBefore(text, at) { return new TextEncoder().encode(text.slice(0, at)).length; }

/// The text in spans by its tokens, and what an error is about underlined.
function coloured(text, tokens, error) {
  const place = placesIn(text);
  const made = document.createDocumentFragment();
  const mark = error && error.end > error.begin ? [place(error.begin), place(error.end)] : [Infinity, Infinity];
  let at = 0;
  const add = (to, kind) => {
    while (at < to) {  // in pieces that are marked wholly or not at all
      const next = [mark[0], mark[1], to].filter((cut) => cut > at && cut <= to).sort((a, b) => a - b)[0];
      const part = text.slice(at, next);
      const isMarked = at >= mark[0] && at < mark[1];
      made.append(isMarked ? element("mark", { class: kind && `t-${kind}` }, part) : kind ? element("span", { class: `t-${kind}` }, part) : part);
      at = next;
    }
  };
  for (const [kind, begin, end] of tokens) {
    add(place(begin), "");
    add(place(end), kind);
  }
  add(text.length, "");
  return made;
}

/// A line of a diagnostic, in which code stands between backticks.
function sentence(text) {
  return element("p", {}, ...text.split("`").map((part, i) => (i % 2 === 1 ? element("code", {}, part) : part)));
}

/// A diagnostic of `text`: the place, what is the case, and what to do.
function told(diagnostic, text, isError) {
  const box = element("div", { class: `told ${isError ? "error" : "note"}`, "data-slug": diagnostic.slug });
  const hasPlace = diagnostic.end > diagnostic.begin;
  if (hasPlace && isError) {
    const line = element("pre", {}, coloured(text, [], diagnostic));
    box.append(line);
  }
  box.append(sentence((isError ? "error: " : "note: ") + diagnostic.message));
  const place = placesIn(text);
  for (const label of diagnostic.labels) box.append(sentence(`\`${text.slice(place(label.begin), place(label.end))}\`: ${label.text}`));
  for (const help of diagnostic.help) box.append(sentence("help: " + help));
  return box;
}
