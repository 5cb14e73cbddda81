// Elements without markup from strings: text from outside stays text.

/** Creates an element with properties, attributes (aria-*, data-*, for, role) and children. */
export function make(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name.includes('-') || name === 'for' || name === 'role') {
      element.setAttribute(name, value);
    } else if (name.startsWith('on')) {
      element.addEventListener(name.slice(2), value);
    } else {
      element[name] = value;
    }
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

/** Lets a browser save data under a name. */
export function save(blob, name) {
  const address = URL.createObjectURL(blob);
  const link = make('a', {href: address, download: name});
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

/** Tells a screen reader. */
export function announce(text) {
  document.getElementById('announcement').textContent = text;
}
