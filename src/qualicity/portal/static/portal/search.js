// Searches a published site as portal/search and views/search.py do, over entries.js: tests compare the two.
(() => {
const root = document.getElementById("found"), words = JSON.parse(root.dataset.words), here = +(words.lang === "zh");
const { parts, said, else: otherwise } = qualicityEntries;

// words.py
const tidy = s => s.replace(/[\t-\r\x1c- \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/g, " ").replace(/^ | $/g, "");
const ends = "[.,;:!?()[\\]<>/'…、。，；：！？（）《》‘’]+", bare = s => s.replace(RegExp(`^${ends}|${ends}$`, "g"), "");
const folds = {}, folded = c => folds[c] ??= c === "ı" ? c : c.normalize("NFKD").toUpperCase().toLowerCase().replace(/\p{M}/gu, "");
const fold = s => s.replace(/[A-Z]+/g, run => run.toLowerCase()).replace(/[^\0-\x7f㐀-鿿]/gu, folded);
const query = [...tidy(new URLSearchParams(location.search).getAll("q").pop() || "")].slice(0, 200).join("");
document.getElementById("q").value = query;
if (!query) return;
const terms = [...new Set([...query.matchAll(/["“]([^"“”]+)["”]|([㐀-鿿]+|[^ 㐀-鿿"“”]+)/gu)]
  .map(m => tidy(bare(fold(tidy(m[1] || m[2]))))).filter(Boolean))].slice(0, 8);
const lettersOf = term => (/^[a-z]{2,}$/.exec(term.replace(/'/g, "").replace(/v/g, "u")) || [""])[0];
const common = {}, sounds = {};
for (const syllable in said) for (const c of said[syllable]) common[c] = syllable;
let n = 0, odd = 0, next = otherwise[0];
const syllable = c => {
  if (n++ !== next) return "-" + common[c];
  next += otherwise[odd += 2];
  return "-" + otherwise[odd - 1];
};
const spell = s => (s.match(/[㐀-鿿]+/g) || []).map(run => run.replace(/./g, syllable) + "\n").join(""); // -kong-qi
const heard = (s, letters, between) => [...s.matchAll(RegExp(`(?=(-${[...letters].join(between)})(.))`, "gs"))];
const inFull = (s, letters) => heard(s, letters, "-?").filter(m => m[1].lastIndexOf("-") || /[-\n]/.test(m[2]));
const initials = (s, letters) => heard(s, letters, "[^-\n]*-");

// index.py
const alnum = (s, at) => /[\p{L}\p{N}]$/u.test(s.slice(Math.max(0, at - 2), at));
const places = parts.map(([plan, name, list]) => list.map(([kind, id, page, title, texts, within]) => {
  const flat = texts.flat(), titles = title.map(fold), key = fold(id), text = fold(flat.join("\n"));
  for (const s of [id, ...title, ...flat]) sounds[s] = spell(s);
  return { kind, id, page, title, texts, flat, within, titles, key, text, whole: [...titles, key, text].join("\n"),
    place: plan && (name[here] || name[0]), sound: sounds[title[1] || title[0]] };
}));
function rank(e, term) {
  let best = term === e.key ? 95 : 0;
  for (const title of e.titles) {
    const at = title.indexOf(term);
    if (at >= 0) best = Math.max(best, at ? alnum(title, at) ? 70 : 80 : title === term ? 100 : 90);
  }
  return best || (e.key.includes(term) ? 35 : alnum(e.text, e.text.indexOf(term)) ? 15 : 20);
}
function ranks(term, among) {
  const found = new Map(among.filter(e => e.whole.includes(term)).map(e => [e, rank(e, term)])), letters = lettersOf(term);
  if (!letters || (found.size && letters.length < 3)) return found;
  for (const e of among) {
    const known = found.get(e) || 0, hears = s => inFull(s, letters).length;
    const r = known >= 60 ? 0 : hears(e.sound) ? 60 : e.flat.some(s => hears(sounds[s])) ? 5 : 0;
    if (r > known) found.set(e, r);
  }
  return found.size ? found : new Map(among.filter(e => initials(e.sound, letters).length).map(e => [e, 50]));
}
const order = (a, b) => b.worst - a.worst || b.total - a.total;
function find(entries) {
  let hits = new Map(entries.map(e => [e, { e, worst: 101, total: 0 }]));
  for (const term of terms) hits = new Map([...ranks(term, [...hits.keys()])].map(([e, r]) =>
    [e, { e, worst: Math.min(hits.get(e).worst, r), total: hits.get(e).total + r }]));
  return [...hits.values()].sort((a, b) => order(a, b) || a.e.title[0].length - b.e.title[0].length);
}
function alike(a, b) { // how many characters difflib finds in both
  let most = 0, i, j;
  for (let x = 0; x < a.length; x++) for (let y = 0; y < b.length; y++) {
    let k = 0;
    while (x + k < a.length && a[x + k] === b[y + k]) k++;
    if (k > most) [most, i, j] = [k, x, y];
  }
  return most && most + alike(a.slice(0, i), b.slice(0, j)) + alike(a.slice(i + most), b.slice(j + most));
}
const near = () => places.map(entries => {
  const known = [...new Set(entries.flatMap(e => e.titles.join(" ").match(/[a-z]{4,}/g) || []))].sort().reverse();
  const nearest = t => known.map(w => [2 * alike(w, t) / (w.length + t.length), w]).filter(x => x[0] >= .75).sort((a, b) => b[0] - a[0])[0];
  const meant = terms.map(t => ranks(t, entries).size ? t : nearest(t)?.[1]);
  return meant.every(Boolean) && meant.some((t, i) => t !== terms[i]) ? meant.join(" ") : "";
}).find(Boolean);

// marking.py
const esc = s => s.replace(/[&<>"']/g, c => `&#${c.charCodeAt()};`);
function langOf(s) {
  const count = x => (s.match(x) || []).length, zh = count(/[㐀-鿿]/g), en = count(/[A-Za-z]{2,}/g);
  return zh || en ? +!(/(?:[A-Za-z’']+[ ,]+){3,}[A-Za-z]+/.test(s) || en > zh) : -1;
}
function placesOf(text, term) {
  const at = [...text].flatMap((c, i, all) => folded(c).split("").map(() => i)), whole = fold(text), found = [], letters = lettersOf(term);
  for (let i = whole.indexOf(term); i >= 0; i = whole.indexOf(term, i + term.length)) found.push([at[i], at[i + term.length - 1] + 1]);
  if (found.length || !letters) return found;
  const s = sounds[text], full = inFull(s, letters), han = [...text].flatMap((c, i) => /[㐀-鿿]/.test(c) ? [i] : []);
  return (full.length ? full : initials(s, letters)).map(m => {
    const k = s.slice(0, m.index).split("-").length - 1;
    return [han[k], han[k + m[1].split("-").length - 2] + 1];
  });
}
function marked(text) {
  const at = [];
  for (const [a, b] of terms.flatMap(t => placesOf(text, t)).sort((p, q) => p[0] - q[0] || p[1] - q[1])) {
    const last = at[at.length - 1];
    if (last && a <= last[1]) last[1] = Math.max(last[1], b); else at.push([a, b]);
  }
  return { text: [...text], at };
}
function html({ text, at }) {
  const part = (a, b) => esc(text.slice(a, b).join(""));
  return at.map(([a, b], i) => `${part(i ? at[i - 1][1] : 0, a)}<mark>${part(a, b)}</mark>`).join("") + part(at.length ? at[at.length - 1][1] : 0);
}
function tagged(m) {
  const lang = langOf(m.text.join(""));
  return lang < 0 || lang === here ? html(m) : `<span lang="${lang ? "zh-Hans" : "en"}">${html(m)}</span>`;
}
function cut({ text, at }) {
  const zh = langOf(text.join("")) === 1, width = zh ? 35 : 70, [first, end] = at[0];
  let begin = Math.max(0, first - width), stop = Math.min(text.length, end + width);
  const gap = text.indexOf(" ", begin), more = stop < text.length;
  if (!zh && begin && gap >= 0 && gap < first) begin = gap + 1;
  if (!zh && more) stop = Math.max(text.lastIndexOf(" ", stop - 1), end);
  while (more && stop > begin && " ,.;:，。；：、".includes(text[stop - 1])) stop--;
  const lead = begin ? ["…"] : [], by = lead.length - begin;
  return { text: [...lead, ...text.slice(begin, stop), more ? "…" : ""],
    at: at.filter(([a, b]) => begin <= a && b <= stop).map(([a, b]) => [a + by, b + by]) };
}

// views/search.py
const own = t => t[here] || t[0];
const say = t => here && !t[1] && !langOf(t[0]) ? `<span lang="en">${esc(t[0])}</span> <span class="fallback">${words.english}</span>` : esc(own(t));
function row({ e: { id, page, place, kind, title, texts, within } }) {
  const first = list => list.map(marked).find(m => m.at.length), p = (name, text) => text ? `<p class="${name}">${text}</p>` : "";
  const head = marked(own(title)), clause = words.kinds[kind][0] === "clause", other = !head.at.length && first(title);
  const snippet = (clause || !head.at.length && !other) && first(texts.flatMap(t => [own(t), ...t]));
  return `<li><a class="t" href="../${page}">${tagged(head)}</a>${clause ? "" : ` <code class="id">${html(marked(id))}</code>`}`
    + p("u", other && tagged(other)) + p("snippet", snippet && tagged(cut(snippet)))
    + p("u", [within && say(within), esc(place)].filter(Boolean).join(" · ")) + "</li>";
}
const write = (pattern, value) => pattern.replace("{}", () => value);
const found = terms.length ? places.flatMap(find).sort(order) : [], meant = found.length ? "" : near();
const groups = words.kinds.map(([kind, title], k) => [kind, title, found.filter(h => h.e.kind === k)]).filter(g => g[2].length)
  .sort((a, b) => (a[2][0].worst < 35) - (b[2][0].worst < 35)).map(([kind, title, hits]) => {
    const rows = hits.map(row), n = hits.length, rest = rows.splice(8);
    return `<section class="hits" aria-labelledby="of-${kind}"><h2 id="of-${kind}">${title} <small>${n}</small></h2><ul>${rows.join("")}</ul>`
      + (rest.length ? `<details><summary>${write(words.all, n)} <span class="hidden">${title}</span></summary><ul>${rest.join("")}</ul></details>` : "") + "</section>";
  });
root.innerHTML = `<p class="found" role="status">${found.length ? write(words[found.length > 1 ? "many" : "one"], found.length) : write(words.nothing, esc(query))}`
  + (meant ? ` ${words.meant} <a href="?q=${encodeURIComponent(meant)}">${esc(meant)}</a>${words.end}` : "") + "</p>" + groups.join("");
document.title = write(words.title, query);
document.getElementById("contents").hidden = found.length;
for (const a of document.querySelectorAll(".tools a[hreflang]")) a.href += location.search;
})();
