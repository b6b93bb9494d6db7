// What is on the page as it stands, in one answer: its title, its main headings, what is wider
// than the screen, and how its parts are made.
(frame) => {
  // How much is said counts, not what: a page with other words is made the same way.
  const amount = (words) => {
    const length = words.replace(/\s+/g, " ").trim().length;
    return length > 4 ? "words" : length > 1 ? "letters" : length ? "letter" : "nothing";
  };
  const WORDS = new Set([
    "action", "alt", "aria-description", "aria-label", "aria-valuetext", "content", "d", "datetime",
    "formaction", "href", "label", "name", "placeholder", "points", "src", "srcset", "summary",
    "title", "transform", "value", "viewBox", "xlink:href",
  ]);
  const OTHERS = new Set([
    "aria-activedescendant", "aria-controls", "aria-describedby", "aria-details",
    "aria-errormessage", "aria-flowto", "aria-labelledby", "aria-owns", "for", "form", "headers",
    "list",
  ]);
  const times = {};
  for (const part of document.querySelectorAll("[id]")) times[part.id] = (times[part.id] ?? 0) + 1;

  // Classes that scripts put on the whole page tell pages apart only where a rule asks for them.
  const rulesIn = (sheet) => [...sheet.cssRules].flatMap((rule) => [
    rule.selectorText ?? "", ...(rule.cssRules ? rulesIn(rule) : []),
  ]);
  const selectors = [...document.styleSheets].flatMap(rulesIn)
    .flatMap((several) => several.split(/,(?![^(]*\))/));
  const asksFor = (selector, name) => {
    if (!selector.includes(`.${name}`)) return false;
    // States come and go; what stands before the first one has to be there in any case.
    const lasting = selector.split(":")[0].replace(/[\s>+~]+$/, "");
    try {
      return !lasting.includes(`.${name}`) || document.querySelector(lasting);
    } catch {
      return true;
    }
  };
  const shapes = (name) => selectors.some((all) => asksFor(all, name));
  const wholePage = new Map([document.documentElement, document.body].map(
    (part) => [part, [...part.classList].filter(shapes).join(" ")]));

  const inShort = (part) => part
    ? `${part.localName}.${part.className}.${part.getAttribute("role") ?? ""}.${amount(part.textContent)}`
    : "nowhere";
  const attribute = ({name, value}, part) => {
    if (name === "class" && wholePage.has(part)) {
      return wholePage.get(part) && `class=${wholePage.get(part)}`;
    }
    if (name.startsWith("data-") && !selectors.some((one) => one.includes(`[${name}`))) return "";
    if (name === "id") return times[value] > 1 ? "id twice" : value ? "id" : "id of nothing";
    if (OTHERS.has(name)) {
      const ids = value.split(/\s+/).filter(Boolean);
      return `${name}=${ids.map((id) => inShort(document.getElementById(id)))}`;
    }
    if (name === "href" && value.startsWith("#")) {
      return `href=#${value.length > 1 ? inShort(document.getElementById(value.slice(1))) : ""}`;
    }
    if (name === "content" && part.getAttribute("name") === "viewport") return value;
    if (name === "content" && part.hasAttribute("http-equiv")) return value;
    if (WORDS.has(name) || name.startsWith("data-")) return `${name}=${amount(value)}`;
    return `${name}=${value.trim()}`;
  };
  const state = (part) => [
    part.matches(":disabled") && "disabled",
    part.matches(":checked") && "checked",
    part.indeterminate && "indeterminate",
    part === document.activeElement && "focused",
    part.hidden && "hidden",
    part.labels && `labels ${[...part.labels].map((label) => inShort(label))}`,
    "value" in part && typeof part.value === "string" && `holds ${amount(part.value)}`,
  ].filter(Boolean).join();
  // Neighbours that are made the same way, like the rows of a list, count once.
  const folded = (marks) => marks.filter((mark, place) => mark && mark !== marks[place - 1]).join("");
  const made = (part) => {
    if (part.nodeType === Node.TEXT_NODE) {
      const said = amount(part.data);
      return said === "nothing" ? "" : `“${said}”`;
    }
    if (part.nodeType !== Node.ELEMENT_NODE) return "";
    if (["script", "template"].includes(part.localName)) return "";
    if (part.localName === "style") return part.textContent;
    const attributes = [...part.attributes].map((one) => attribute(one, part))
      .filter(Boolean).sort();
    const inside = [...(part.shadowRoot?.childNodes ?? []), ...part.childNodes].map(made);
    return `<${part.localName} ${attributes.join(" ")} ${state(part)}>${folded(inside)}</>`;
  };

  const width = document.documentElement.clientWidth;
  const scrolls = document.documentElement.scrollWidth > width;
  return {
    title: document.title,
    headings: [...document.querySelectorAll("h1:not([role]), [role=heading][aria-level='1']")]
      .filter((part) => part.checkVisibility({visibilityProperty: true}))
      .filter((part) => !part.closest("[aria-hidden=true]")).length,
    whole: made(document.documentElement),
    parts: Object.fromEntries(frame.map((place) => {
      const part = document.querySelector(place);
      return [place, part ? made(part) : ""];
    })),
    // A word that cannot be broken may be too long where the same page with others is not.
    longest: Math.max(
      12, ...document.body.innerText.split(/\s+/).map((word) => word.length)),
    wide: !scrolls ? [] : [...document.body.querySelectorAll("*")]
      .filter((part) => part.getBoundingClientRect().right > width + 1).slice(-3)
      .map((part) => part.outerHTML.slice(0, 200))
      .concat(`page ${document.documentElement.scrollWidth}, screen ${width}`),
  };
}
