/* Brings a chart's values to whoever points at it: by mouse, by touch or by keyboard.

   A page is whole without it. Each figure.chart has its drawing and a template with a paragraph for each mark: where
   that is on the drawing, and its words and link. Over the drawing this lays a list box whose options stand on the
   marks, which a keyboard walks and a screen reader reads; a note shows the words of the one that is pointed at.
   Nothing is loaded, and no markup is made from text. */
(() => {
  "use strict";

  /* How near a pointer must be, in the drawing's own pixels; how large a mark is (`whole`: its whole row); how many
     marks a step to the right leads on; and whether a line shows where the mark stands in time. */
  const KINDS = {
    time: { reach: 48, radius: 12, upright: true, step: 1 },
    points: { reach: 48, radius: 14, step: 1 },
    rows: { reach: 11, whole: true, step: 1 },
    days: { reach: 12, side: 17, step: 7 },
    areas: { reach: 0, step: 1 },
  };
  const GAP = 14; // between a mark and its note
  const PAUSE = 250; // long enough to move from a mark to its note

  const made = (name, attributes) => {
    const element = document.createElementNS("http://www.w3.org/2000/svg", name);
    Object.entries(attributes).forEach(([key, value]) => element.setAttribute(key, value));
    return element;
  };

  const marksOf = (template) =>
    Array.from(template.content.children, (words) => {
      const [x, y] = words.dataset.at.split(" ").map(Number);
      const link = words.querySelector("a");
      const lines = Array.from(words.children, (line) => line.textContent);
      const said = lines.join(document.documentElement.lang.startsWith("zh") ? "；" : "; ");
      return { x, y, words, said, address: link ? link.getAttribute("href") : null };
    });

  /* An option for each mark, laid over the drawing; `line` shows where the current one stands in time. */
  const listed = (drawing, marks, kind, label) => {
    const box = drawing.viewBox.baseVal;
    const list = made("svg", { viewBox: `0 0 ${box.width} ${box.height}`, class: "values", role: "listbox", "aria-label": label });
    const line = made("path", { "aria-hidden": "true", class: "line" });
    list.append(line);
    const options = marks.map((mark) => {
      const half = kind.side / 2;
      const shape = kind.side
        ? made("rect", { x: mark.x - half, y: mark.y - half, width: kind.side, height: kind.side })
        : kind.whole
          ? made("rect", { x: 1, y: mark.y - kind.reach, width: box.width - 2, height: 2 * kind.reach })
          : made("circle", { cx: mark.x, cy: mark.y, r: kind.radius });
      shape.setAttribute("role", "option");
      shape.setAttribute("aria-label", mark.said);
      shape.setAttribute("aria-selected", "false");
      shape.setAttribute("tabindex", "-1");
      list.append(shape);
      return shape;
    });
    options[0].setAttribute("tabindex", "0");
    return { list, line, options };
  };

  /* Areas are links already: they are the marks. Their own titles would be a second note. */
  const linked = (drawing, marks) => {
    const links = new Map(Array.from(drawing.querySelectorAll("a"), (a) => [a.getAttribute("href"), a]));
    drawing.querySelectorAll("a > title").forEach((title) => title.remove());
    return marks.map((mark) => links.get(mark.address));
  };

  const enliven = (figure) => {
    const template = figure.querySelector("template.values");
    const draw = figure.querySelector(".draw");
    const drawing = draw && draw.querySelector("svg.plot");
    if (!template || !drawing) return;
    const kind = KINDS[template.dataset.kind];
    const marks = marksOf(template);
    const areas = template.dataset.kind === "areas";
    const { list, line, options } = areas
      ? { options: linked(drawing, marks) }
      : listed(drawing, marks, kind, template.dataset.label);
    if (options.some((option) => !option)) return;
    if (list) {
      draw.append(list);
      draw.removeAttribute("tabindex"); // the options inside are a stop already
    }
    const note = document.createElement("div");
    note.className = "value-note";
    note.hidden = true;
    note.setAttribute("aria-hidden", "true"); // an option says the same
    figure.append(note);

    let current = -1;
    let dismissed = -1;
    let leaving = 0;
    let touched = false;

    const place = () => {
      if (current < 0) return;
      const plot = drawing.getBoundingClientRect();
      const around = figure.getBoundingClientRect();
      const scale = plot.width / drawing.viewBox.baseVal.width;
      const x = plot.left - around.left + marks[current].x * scale;
      const y = plot.top - around.top + marks[current].y * scale;
      const above = y - note.offsetHeight - GAP;
      note.style.left = `${Math.max(0, Math.min(x - note.offsetWidth / 2, around.width - note.offsetWidth))}px`;
      note.style.top = `${around.top + above < 0 ? y + GAP : above}px`;
    };

    const hide = () => {
      clearTimeout(leaving);
      if (current < 0) return;
      options[current].classList.remove("at");
      if (line) line.removeAttribute("d");
      note.hidden = true;
      current = -1;
    };

    const show = (n) => {
      clearTimeout(leaving);
      if (n === current) return;
      hide();
      current = n;
      dismissed = -1;
      const { x, words } = marks[n];
      note.replaceChildren(...words.cloneNode(true).childNodes);
      note.querySelectorAll("a").forEach((a) => a.setAttribute("tabindex", "-1"));
      note.hidden = false;
      options[n].classList.add("at");
      if (kind.upright) line.setAttribute("d", `M${x} 34V${drawing.viewBox.baseVal.height - 34}`);
      place();
    };

    const leave = () => {
      clearTimeout(leaving);
      leaving = setTimeout(() => note.matches(":hover") || hide(), PAUSE);
    };

    const follow = (n) => {
      if (!marks[n].address) return;
      show(n);
      note.querySelector("a").click();
    };

    /* The mark at a pointer, or -1; `reach` is how far it may be. */
    const found = (event, reach) => {
      if (areas) return options.indexOf(event.target.closest("a"));
      const plot = drawing.getBoundingClientRect();
      const scale = drawing.viewBox.baseVal.width / plot.width;
      const x = (event.clientX - plot.left) * scale;
      const y = (event.clientY - plot.top) * scale;
      let best = -1;
      let nearest = reach;
      marks.forEach((mark, n) => {
        const away = Math.hypot(kind.whole ? 0 : mark.x - x, mark.y - y);
        if (away <= nearest) [best, nearest] = [n, away];
      });
      return best;
    };

    draw.addEventListener("pointermove", (event) => {
      if (event.pointerType === "touch") return;
      const n = found(event, kind.reach);
      draw.classList.toggle("leads", n >= 0 && marks[n].address !== null);
      if (n >= 0 && n !== dismissed) show(n);
      else if (n < 0) clearTimeout(leaving);
    });
    draw.addEventListener("pointerleave", (event) => {
      dismissed = -1;
      if (event.pointerType !== "touch") leave();
    });
    note.addEventListener("pointerenter", () => clearTimeout(leaving));
    note.addEventListener("pointerleave", leave);
    draw.addEventListener("pointerdown", (event) => {
      touched = event.pointerType === "touch";
    });

    /* A finger's first tap shows, and the link in the note leads on; a mouse has seen the note before it clicks. */
    draw.addEventListener("click", (event) => {
      const n = found(event, touched ? Math.max(24, kind.reach) : Math.min(GAP, kind.reach));
      if (touched) {
        if (areas && n >= 0 && n !== current) event.preventDefault();
        if (n < 0) hide();
        else show(n);
      } else if (!areas && n >= 0) follow(n);
    });
    document.addEventListener("pointerdown", (event) => {
      if (!draw.contains(event.target) && !note.contains(event.target)) hide();
    });

    const step = (key, n) => {
      const last = marks.length - 1;
      const to = {
        ArrowRight: n + kind.step,
        ArrowLeft: n - kind.step,
        ArrowDown: n + 1,
        ArrowUp: n - 1,
        Home: 0,
        End: last,
      }[key];
      return to === undefined ? -1 : Math.max(0, Math.min(last, to));
    };

    options.forEach((option, n) => {
      option.addEventListener("focus", () => {
        if (!touched) show(n);
      });
      option.addEventListener("blur", leave); // not at once: the note's own link may be what is pressed
      option.addEventListener("keydown", (event) => {
        if (event.ctrlKey || event.metaKey || event.altKey) return;
        touched = false;
        const to = step(event.key, n);
        if (to >= 0) {
          event.preventDefault();
          if (list) {
            option.setAttribute("tabindex", "-1");
            options[to].setAttribute("tabindex", "0");
          }
          options[to].focus();
          options[to].scrollIntoView({ block: "nearest", inline: "nearest" });
          place();
        } else if (list && (event.key === "Enter" || event.key === " ")) {
          event.preventDefault();
          follow(n);
        }
      });
    });
    document.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || current < 0) return;
      dismissed = current;
      hide();
    });
    draw.addEventListener("scroll", place, { passive: true });
    window.addEventListener("resize", place);
  };

  document.querySelectorAll("figure.chart").forEach(enliven);
})();
