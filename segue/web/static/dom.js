// Building elements. Text only ever enters the page as text nodes: song titles are written by strangers.

const SVG = "http://www.w3.org/2000/svg";

/** The element with this id; it stands in index.html. */
export function find(id) {
  return document.getElementById(id);
}

/**
 * A new element.
 * @param {string} tag
 * @param {object} attributes - `onclick: fn` listens; `true` sets an empty attribute; false and null leave it out.
 * @param {...(Node|string)} children
 */
export function element(tag, attributes = {}, ...children) {
  return filled(document.createElement(tag), attributes, children);
}

/** A new SVG element, as `element`. */
export function drawing(tag, attributes = {}, ...children) {
  return filled(document.createElementNS(SVG, tag), attributes, children);
}

/** An icon: one of the symbols at the top of index.html. */
export function icon(name) {
  return drawing("svg", { class: "icon", "aria-hidden": "true" }, drawing("use", { href: `#icon-${name}` }));
}

function filled(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (value === true) node.setAttribute(name, "");
    else if (value !== false && value != null) node.setAttribute(name, value);
  }
  node.append(...children);
  return node;
}
