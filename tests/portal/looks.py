"""What a browser measures on a page that it shows: axe's rules, contrasts that axe does not see, what is cut off."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, Literal
from weakref import WeakKeyDictionary

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, CDPSession, Page, ViewportSize

_IN_COLOUR = ["color-contrast", "link-in-text-block"]
_EXTRA = ["target-size", "label-content-name-mismatch", "td-has-header", "css-orientation-lock"]
"""Rules of WCAG 2.2 AA that axe leaves out unless asked."""

# Colours are looked at on what is fresh (`_FRESH` says what that is), or on everything.
_RUN = """([options, fresh]) => {
  if (!('axe' in window)) return null;
  axe.configure({rules: [
    {id: 'color-contrast', selector: fresh ? '[data-fresh], [data-fresh] *' : '*'},
    {id: 'link-in-text-block', selector: fresh ? 'a[href][data-fresh], [data-fresh] a[href]' : 'a[href]'}]});
  return axe.run(document, {resultTypes: ['violations'], ...options}).then(result => result.violations.map(
    found => `${found.id}: ${found.nodes.slice(0, 3).map(n => n.target.join(' ')).join(', ')}`));
}"""

# Of rows, items and pairs that are alike in all but words, two stand for all: axe asks of each of a thousand
# cells what it has asked of the first.
_THIN = """() => {
  const like = element => [element, ...element.querySelectorAll('*')].map(
    e => `${e.tagName}.${e.getAttribute('class')}.${e.getAttribute('lang')}.${e.hasAttribute('tabindex')}`).join();
  for (const list of document.querySelectorAll('main :is(tbody, ul, ol, section, dl)')) {
    const seen = new Map();
    for (const child of [...list.children]) {
      if (!child.matches('tr, li, section, article, div')) continue;
      const kind = like(child), count = (seen.get(kind) || 0) + 1;
      seen.set(kind, count);
      if (count > 2) child.remove();
    }
  }
}"""

# Marks what has text of its own and stands, with its classes and those of all above it, on no page seen before.
_FRESH = """() => {
  const seen = new Set(JSON.parse(sessionStorage.getItem('seen') || '[]'));
  const chains = new Map();
  const chain = e => { if (e === document.body) return '';
    if (!chains.has(e)) chains.set(e, `${chain(e.parentElement)}>${e.tagName}.${e.getAttribute('class')}`);
    return chains.get(e); };
  const hash = text => { let n = 0; for (const c of text) n = (n * 31 + c.charCodeAt(0)) | 0; return n; };
  let count = 0;
  for (const e of document.querySelectorAll('body *')) {
    const says = e.matches('input, select') || [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim());
    if (!says || e.closest('svg')) continue;
    const kind = hash(chain(e) + (e.hasAttribute('aria-current') ? '!' : ''));
    if (seen.has(kind)) continue;
    seen.add(kind);
    e.setAttribute('data-fresh', '');
    count += 1;
  }
  sessionStorage.setItem('seen', JSON.stringify([...seen]));
  return count;
}"""

_TOO_WIDE = """() => {
  const over = document.documentElement.scrollWidth - document.documentElement.clientWidth;
  const clipped = [...document.querySelectorAll('body *')].filter(e => {
    if (e.scrollWidth <= e.clientWidth + 1 || e.closest('.hidden, svg, thead')) return false;
    const style = getComputedStyle(e);
    return e.clientWidth > 1 && (['hidden', 'clip'].includes(style.overflowX)
      || style.overflowX !== 'visible' && matchMedia('print').matches);
  }).map(e => `${e.tagName.toLowerCase()}.${e.className}: ${e.innerText.slice(0, 40)}`);
  return over > 0 ? [`${over} px too wide`, ...clipped] : clipped;
}"""

# With the spacing that a reader may set (WCAG 1.4.12).
_TOO_WIDE_SPACED = f"""() => {{
  const spaced = new CSSStyleSheet();
  spaced.replaceSync(`* {{ line-height: 1.5 !important; letter-spacing: 0.12em !important;
    word-spacing: 0.16em !important; }} p {{ margin-bottom: 2em !important; }}`);
  document.adoptedStyleSheets.push(spaced);
  const found = ({_TOO_WIDE})();
  document.adoptedStyleSheets.pop();
  return found;
}}"""

# A text of a chart against what is painted below it, and a mark against what surrounds it.
_CONTRASTS = """speaking => {
  const light = ([r, g, b]) => [r, g, b].map(v => v / 255)
    .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, n) => sum + v * [0.2126, 0.7152, 0.0722][n], 0);
  const ratio = (a, b) => { const [x, y] = [light(a), light(b)].sort((p, q) => q - p); return (x + .05) / (y + .05); };
  const parse = css => { const n = (css.match(/[\\d.]+/g) || []).map(Number); return n.length === 4 && !n[3] ? null : n; };
  const ground = svg => { for (let e = svg; e; e = e.parentElement) {
    const found = parse(getComputedStyle(e).backgroundColor); if (found) return found; } return [255, 255, 255]; };
  const small = e => { const box = e.getBoundingClientRect(); return Math.max(box.width, box.height) <= 30; };
  const found = [];
  for (const svg of document.querySelectorAll('main svg:is(.plot, .sparkline)')) {
    if (!svg.getClientRects().length) continue;
    const page = ground(svg), painted = [];
    const below = (point, marks) => { let colour = page; for (const e of painted) { if (!marks && small(e)) continue;
      const fill = getComputedStyle(e).fill; if (fill === 'none') continue;
      const p = new DOMPoint(point.x, point.y).matrixTransform(e.getScreenCTM().inverse());
      if (e.isPointInFill(p)) colour = parse(fill) || colour; } return colour; };
    for (const e of svg.querySelectorAll('text, path, circle, rect, polyline, line')) {
      if (e.closest('clipPath')) continue;
      const style = getComputedStyle(e), said = e.textContent.trim().slice(0, 30);
      if (e.tagName === 'text') {
        if (!said) continue;
        for (const n of [0, e.getNumberOfChars() - 1]) {
          const box = e.getExtentOfChar(n), at = new DOMPoint(box.x + box.width / 2, box.y + box.height / 2);
          const under = below(at.matrixTransform(e.getScreenCTM()), true), is = ratio(parse(style.fill), under);
          if (is < 4.5) found.push(`text ${said} ${style.fill} on ${under}: ${is.toFixed(2)}`);
        }
        continue;
      }
      const box = e.getBoundingClientRect(), at = {x: box.x + box.width / 2, y: box.y + box.height / 2};
      for (const name of ['fill', 'stroke']) {
        if (!speaking.includes((e.getAttribute(name) || '').toUpperCase()) || !small(e)) continue;
        const is = ratio(parse(style[name]), below(at, false));
        if (is < 3) found.push(`${e.tagName} ${name} ${style[name]}: ${is.toFixed(2)}`);
      }
      painted.push(e);
    }
  }
  return [...new Set(found)];
}"""


_SESSIONS: WeakKeyDictionary[Page, CDPSession] = WeakKeyDictionary()


@cache
def _script() -> str:
    from axe_playwright_python.sync_playwright import Axe

    return str(Axe().axe_script)


def bring_axe(context: BrowserContext) -> None:
    """Have axe on every page that this context opens: to send it to each takes twice as long."""
    context.add_init_script(_script())


def resize(page: Page, size: ViewportSize) -> None:
    """Lay a page out for a window of another size; to resize the window itself takes longer than the page does."""
    if page not in _SESSIONS:
        _SESSIONS[page] = page.context.new_cdp_session(page)
    _SESSIONS[page].send(
        "Emulation.setDeviceMetricsOverride", {**size, "deviceScaleFactor": 1, "mobile": False}
    )


def opened(page: Page, address: str, status: int = 200) -> None:
    """Go to a page and open everything on it that can be unfolded."""
    answer = page.goto(address)
    assert answer is not None
    assert answer.status == status, address
    unfold(page)


def unfold(page: Page) -> None:
    """Open everything on a page that can be unfolded."""
    page.eval_on_selector_all("main details", "all => all.forEach(d => { d.open = true })")


def thin_out(page: Page) -> None:
    """Leave two of what a page repeats."""
    page.evaluate(_THIN)


def mark_fresh(page: Page) -> int:
    """Mark the texts that look unlike any seen before in this tab; how many there are."""
    return int(page.evaluate(_FRESH))


def violations(page: Page, colours: Literal["none", "fresh", "all"] = "none") -> list[str]:
    """What axe finds by all rules of WCAG 2.2 AA and of best practice: rule and first places.

    By those of colours only where they are asked for: of what is marked as fresh, or of everything.
    """
    asked = {rule: {"enabled": True} for rule in _EXTRA}
    asked |= {rule: {"enabled": colours != "none"} for rule in _IN_COLOUR}
    return _axe(page, {"rules": asked}, colours == "fresh")


def too_pale(page: Page) -> list[str]:
    """What axe finds by its rules of colours, among the texts that are marked as fresh."""
    return _axe(page, {"runOnly": {"type": "rule", "values": _IN_COLOUR}}, fresh=True)


def _axe(page: Page, options: dict[str, Any], fresh: bool) -> list[str]:
    found: list[str] | None = page.evaluate(_RUN, [options, fresh])
    if found is None:
        page.evaluate(_script())
        found = page.evaluate(_RUN, [options, fresh])
    assert found is not None
    return found


def faint_in_charts(page: Page) -> list[str]:
    """Texts of charts under 4.5 : 1, and marks under 3 : 1."""
    from qualicity.portal.charts.style import ACCENT, FAINT, INK, TEAL

    return list(page.evaluate(_CONTRASTS, [ACCENT, FAINT, INK, TEAL]))


def too_wide(page: Page) -> list[str]:
    """How much wider a page is than its window, and what it cuts off."""
    return list(page.evaluate(_TOO_WIDE))


def too_wide_spaced(page: Page) -> list[str]:
    """The same with the spacing of text that a reader may need; it is taken away again."""
    return list(page.evaluate(_TOO_WIDE_SPACED))


def calm(page: Page) -> None:
    """Axe finds nothing on the page, in its colours neither, and it is no wider than its window."""
    found = violations(page, "all") + too_wide(page)
    assert not found, f"{page.url}: {found}"
