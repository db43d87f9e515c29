// The graph page. `placeLabels` and `markPath` stand before this script: the still picture is drawn by them too.

/** The most lines of the lists of hits and of ties, and the most names in sight at once. */
const HITS = 50;
const PARTNERS = 30;
const NAMES = 40;
const LABEL_HEIGHT = 13;
const ZOOM_STEP = 1.4;
/** Where the buttons lie, at the right edge, there are no names. */
const BUTTONS_WIDTH = 54;

const { nodes, ties, communities, legend } = JSON.parse(document.getElementById('data').textContent);
const canvas = document.querySelector('canvas');
const context = canvas.getContext('2d');
const search = document.querySelector('input');
const hits = document.getElementById('hits');
const foundLine = document.getElementById('found');
const detail = document.getElementById('detail');

const legendOf = nodes.map(({ community }) => communities[community].legend);
const neighbours = nodes.map(() => []);
for (const tie of ties) {
  neighbours[tie.source].push({ node: tie.target, tie });
  neighbours[tie.target].push({ node: tie.source, tie });
}
for (const list of neighbours) list.sort((a, b) => b.tie.weight - a.tie.weight);
const byDegree = nodes.map((_, i) => i).sort((a, b) => nodes[b].degree - nodes[a].degree);
const searchText = nodes.map(({ name, id }) => `${name} ${id}`.toLowerCase());

// What the reader looks at: the part in view, and the nodes that are lit: those of the node pointed at or held, else
// the hits of the search, else a line of the legend, else all.
let view = { scale: 1, x: 0, y: 0 };
let pointed = -1;
let held = -1;
let entry = -1;
let found = null;
let chosenHit = -1;

/* Places */

const fitted = () => Math.min(canvas.clientWidth, canvas.clientHeight) * 0.9;
const placeOf = ({ x, y }) => [
  canvas.clientWidth / 2 + view.x + (x - 0.5) * fitted() * view.scale,
  canvas.clientHeight / 2 + view.y + (y - 0.5) * fitted() * view.scale,
];
const radiusOf = (node) => node.radius * Math.sqrt(view.scale) * Math.min(1, fitted() / 700);

function zoom(factor, cx = 0, cy = 0) {
  const scale = Math.min(40, Math.max(0.3, view.scale * factor));
  const k = scale / view.scale;
  view = { scale, x: cx - (cx - view.x) * k, y: cy - (cy - view.y) * k };
  paint();
}

/** Moves and zooms so that these nodes fill the view; few of them are not brought nearer than their names need. */
function frame(shown) {
  const xs = shown.map((i) => nodes[i].x);
  const ys = shown.map((i) => nodes[i].y);
  const [left, right] = [least(xs), -least(xs.map((x) => -x))];
  const [top, bottom] = [least(ys), -least(ys.map((y) => -y))];
  const room = (length, from, to) => (0.75 * length) / Math.max(1e-6, (to - from) * fitted());
  const scale = Math.min(6, room(canvas.clientWidth, left, right), room(canvas.clientHeight, top, bottom));
  const shift = (from, to) => -((from + to) / 2 - 0.5) * fitted() * scale;
  view = { scale: Math.max(0.3, scale), x: shift(left, right), y: shift(top, bottom) };
  paint();
}

function least(values) {
  return values.reduce((a, b) => Math.min(a, b), Infinity);
}

function showAll() {
  view = { scale: 1, x: 0, y: 0 };
  paint();
}

/** Moves just so far that a node lies within the view. */
function bringIntoView(i) {
  const [x, y] = placeOf(nodes[i]);
  const missing = (at, length) => Math.max(0, 40 - at) + Math.min(0, length - 40 - at);
  view = { ...view, x: view.x + missing(x, canvas.clientWidth), y: view.y + missing(y, canvas.clientHeight) };
}

/* The drawing */

function litNodes() {
  const focus = held >= 0 ? held : pointed;
  if (focus >= 0) {
    const lit = new Set(neighbours[focus].map(({ node }) => node));
    return nodes.map((_, i) => i === focus || lit.has(i));
  }
  if (found) return nodes.map((_, i) => found.has(i));
  return legendOf.map((line) => entry < 0 || line === entry);
}

let isPlanned = false;

/** Draws with the screen's next picture, once however much has changed until then. */
function paint() {
  if (isPlanned) return;
  isPlanned = true;
  requestAnimationFrame(() => {
    isPlanned = false;
    paintNow();
  });
}

function paintNow() {
  const ratio = window.devicePixelRatio || 1;
  canvas.width = canvas.clientWidth * ratio;
  canvas.height = canvas.clientHeight * ratio;
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  const style = getComputedStyle(document.documentElement);
  const colours = {
    ground: style.getPropertyValue('--ground'),
    ink: style.getPropertyValue('--ink'),
    tie: style.getPropertyValue('--tie'),
  };
  const lit = litNodes();
  const discs = nodes.map((node) => {
    const [x, y] = placeOf(node);
    return { x, y, radius: radiusOf(node) };
  });
  paintTies(discs, lit, colours);
  paintNodes(discs, lit, colours);
  paintNames(discs, lit, colours);
}

/** All ties of one strength and light are one path: painting ten thousand one by one is slow. */
function paintTies(discs, lit, { tie: colour }) {
  const focus = held >= 0 ? held : pointed;
  const paths = new Map();
  for (const { source, target, weight } of ties) {
    const strong = focus >= 0 ? source === focus || target === focus : lit[source] && lit[target];
    const key = `${strong ? 0.55 : 0.07} ${Math.ceil(weight * 6)}`;
    if (!paths.has(key)) paths.set(key, new Path2D());
    const path = paths.get(key);
    path.moveTo(discs[source].x, discs[source].y);
    path.lineTo(discs[target].x, discs[target].y);
  }
  const thin = Math.min(1, Math.sqrt(2000 / ties.length) * view.scale);
  for (const [key, path] of paths) {
    const [alpha, width] = key.split(' ').map(Number);
    context.strokeStyle = `rgba(${colour}, ${alpha})`;
    context.lineWidth = thin * (0.5 + 0.5 * width);
    context.stroke(path);
  }
}

/** Large nodes first, so that they hide none. */
function paintNodes(discs, lit, { ground, ink }) {
  for (const i of byDegree) {
    const { x, y, radius } = discs[i];
    if (x < -30 || y < -30 || x > canvas.clientWidth + 30 || y > canvas.clientHeight + 30) continue;
    const { color, shape } = legend[legendOf[i]];
    const path = new Path2D(markPath(shape, x, y, radius));
    const { hollow } = nodes[i];
    context.globalAlpha = lit[i] ? 1 : 0.15;
    context.fillStyle = hollow ? ground : color;
    context.strokeStyle = hollow ? color : ground;
    context.lineWidth = hollow ? 2 : 1;
    context.fill(path);
    context.stroke(path);
  }
  context.globalAlpha = 1;
  const focus = held >= 0 ? held : pointed;
  if (focus < 0) return;
  context.strokeStyle = ink;
  context.lineWidth = 2;
  context.stroke(new Path2D(markPath('circle', discs[focus].x, discs[focus].y, discs[focus].radius + 4)));
}

/** Where names find room beside the lit nodes; what is dimmed may lie under a name. */
function placeNames(discs, lit) {
  context.font = '11px "DejaVu Sans", system-ui, sans-serif';
  const focus = held >= 0 ? held : pointed;
  const order = byDegree.filter((i) => lit[i]);
  if (focus >= 0) order.sort((a, b) => (b === focus) - (a === focus));
  return placeLabels(
    discs.map((disc, i) => (lit[i] ? disc : { ...disc, x: -1e6 })),
    {
      order,
      widthOf: (i) => context.measureText(nodes[i].label).width + 4,
      height: LABEL_HEIGHT,
      right: canvas.clientWidth - BUTTONS_WIDTH,
      bottom: canvas.clientHeight,
      most: NAMES,
    },
  );
}

function paintNames(discs, lit, { ground, ink, tie }) {
  const labels = placeNames(discs, lit);
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  context.lineJoin = 'round';
  context.strokeStyle = `rgba(${tie}, 1)`;
  context.lineWidth = 0.8;
  for (const { disc, x, y, width, led } of labels) {
    if (!led) continue;
    context.beginPath();
    context.moveTo(discs[disc].x, discs[disc].y);
    context.lineTo(
      Math.min(x + width / 2, Math.max(x - width / 2, discs[disc].x)),
      Math.min(y + LABEL_HEIGHT / 2, Math.max(y - LABEL_HEIGHT / 2, discs[disc].y)),
    );
    context.stroke();
  }
  context.strokeStyle = ground;
  context.fillStyle = ink;
  context.lineWidth = 3;
  for (const { disc, x, y } of labels) {
    context.strokeText(nodes[disc].label, x, y);
    context.fillText(nodes[disc].label, x, y);
  }
}

/* The panel */

function element(name, properties, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

function mark({ color, shape }, hollow) {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('viewBox', '-7 -7 14 14');
  svg.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
  path.setAttribute('d', markPath(shape, 0, 0, 5));
  path.setAttribute('fill', hollow ? 'none' : color);
  path.setAttribute('stroke', color);
  path.setAttribute('stroke-width', hollow ? '2' : '0');
  svg.append(path);
  return svg;
}

/** What a line of a list holds: a mark, a text and a number. */
function lineOf(markOfLine, text, number, title) {
  return [
    markOfLine,
    element('span', { textContent: text, title: title ?? '' }),
    element('span', { className: 'number', textContent: number }),
  ];
}

function button(parts, onClick) {
  const made = element('button', { className: 'row', type: 'button' }, ...parts);
  made.addEventListener('click', onClick);
  return made;
}

const nodeLine = (i, number) =>
  lineOf(mark(legend[legendOf[i]], nodes[i].hollow), nodes[i].label, number, nodes[i].name);

const count = (n, one, many) => `${n.toLocaleString('en')} ${n === 1 ? one : many}`;

function showDetail() {
  const focus = held >= 0 ? held : pointed;
  if (focus < 0) return void detail.replaceChildren();
  const node = nodes[focus];
  const isItem = node.kind === 'item';
  const facts = isItem
    ? `${node.id} · bought by ${count(node.degree, 'customer', 'customers')}`
    : `bought ${count(node.degree, 'item', 'items')}`;
  detail.replaceChildren(
    element('h2', { textContent: node.name }),
    element('p', { textContent: `${facts} · community of ${communities[node.community].size.toLocaleString('en')}` }),
  );
  const groups = [
    ['item', isItem ? 'bought with, by so many customers' : 'bought, so many times'],
    ['customer', isItem ? 'bought by, so many times' : 'buys the same as, so many items'],
  ];
  for (const [kind, heading] of groups) {
    const partners = neighbours[focus].filter(({ node: other }) => nodes[other].kind === kind).slice(0, PARTNERS);
    if (partners.length === 0) continue;
    const list = element('ul', {});
    for (const { node: other, tie } of partners)
      list.append(
        element(
          'li',
          {},
          button(nodeLine(other, tie.count.toLocaleString('en')), () => goTo(other)),
        ),
      );
    detail.append(element('h3', { textContent: heading }), list);
  }
}

function hold(i) {
  held = i;
  pointed = -1;
  showDetail();
  paint();
}

/** Holds a node and zooms to it and what it is tied to. */
function goTo(i) {
  hold(i);
  frame([i, ...neighbours[i].map(({ node }) => node)]);
}

legend.forEach((one, l) => {
  const made = button(lineOf(mark(one, false), one.label, one.size.toLocaleString('en')), () => {
    entry = entry === l ? -1 : l;
    for (const other of document.querySelectorAll('#legend button'))
      other.setAttribute('aria-pressed', String(other === made && entry === l));
    hold(-1);
  });
  made.setAttribute('aria-pressed', 'false');
  document.getElementById('legend').append(element('li', {}, made));
});

/* The search */

function find() {
  const text = search.value.trim().toLowerCase();
  const list = text ? byDegree.filter((i) => searchText[i].includes(text)) : [];
  found = text ? new Set(list) : null;
  chosenHit = -1;
  search.setAttribute('aria-expanded', String(list.length > 0));
  search.removeAttribute('aria-activedescendant');
  foundLine.textContent = text
    ? `${list.length.toLocaleString('en')} found${list.length > HITS ? `, the first ${HITS}:` : ''}`
    : '';
  hits.replaceChildren(
    ...list.slice(0, HITS).map((i, h) => {
      const hit = element(
        'li',
        { className: 'row', id: `hit-${h}`, role: 'option' },
        ...nodeLine(i, nodes[i].degree.toLocaleString('en')),
      );
      hit.dataset.node = i;
      hit.setAttribute('aria-selected', 'false');
      hit.addEventListener('click', () => goTo(i));
      return hit;
    }),
  );
  hold(-1);
  if (list.length > 0) frame(list);
}

function chooseHit(h) {
  hits.children[chosenHit]?.setAttribute('aria-selected', 'false');
  chosenHit = (h + hits.children.length) % hits.children.length;
  const hit = hits.children[chosenHit];
  hit.setAttribute('aria-selected', 'true');
  hit.scrollIntoView({ block: 'nearest' });
  search.setAttribute('aria-activedescendant', hit.id);
  goTo(Number(hit.dataset.node));
}

search.addEventListener('input', find);
search.addEventListener('keydown', (event) => {
  const listed = hits.children.length > 0;
  if (event.key === 'Escape') {
    search.value = '';
    find();
    showAll();
  } else if (event.key === 'ArrowDown' && listed) chooseHit(chosenHit + 1);
  else if (event.key === 'ArrowUp' && listed) chooseHit(Math.max(chosenHit, 0) - 1);
  else if (event.key === 'Enter' && listed) chooseHit(Math.max(chosenHit, 0));
  else return;
  event.preventDefault();
});

/* Pointer, keys, buttons */

function nodeAt(event) {
  const box = canvas.getBoundingClientRect();
  const [x, y] = [event.clientX - box.left, event.clientY - box.top];
  let best = -1;
  let nearest = Infinity;
  nodes.forEach((node, i) => {
    const [nx, ny] = placeOf(node);
    const distance = Math.hypot(nx - x, ny - y);
    if (distance < radiusOf(node) + 3 && distance < nearest) [best, nearest] = [i, distance];
  });
  return best;
}

let drag = null;
canvas.addEventListener('pointerdown', (event) => {
  drag = { x: event.clientX, y: event.clientY, moved: false };
  canvas.setPointerCapture(event.pointerId);
});
canvas.addEventListener('pointermove', (event) => {
  if (drag) {
    const [dx, dy] = [event.clientX - drag.x, event.clientY - drag.y];
    if (!drag.moved && Math.abs(dx) + Math.abs(dy) <= 3) return;
    view = { ...view, x: view.x + dx, y: view.y + dy };
    drag = { x: event.clientX, y: event.clientY, moved: true };
    return paint();
  }
  const now = nodeAt(event);
  canvas.classList.toggle('over', now >= 0);
  if (now === pointed) return;
  pointed = now;
  if (held < 0) showDetail();
  paint();
});
canvas.addEventListener('pointerup', (event) => {
  const clicked = drag && !drag.moved;
  drag = null;
  if (clicked) hold(nodeAt(event));
});
canvas.addEventListener('pointerleave', () => {
  pointed = -1;
  if (held < 0) showDetail();
  paint();
});
canvas.addEventListener(
  'wheel',
  (event) => {
    event.preventDefault();
    const box = canvas.getBoundingClientRect();
    zoom(
      Math.exp(-event.deltaY / 500),
      event.clientX - box.left - box.width / 2,
      event.clientY - box.top - box.height / 2,
    );
  },
  { passive: false },
);

/** The node that an arrow leads to: the nearest within 45° of its direction, what lies straight ahead first. */
function neighbourTowards(from, dx, dy) {
  let best = -1;
  let nearest = Infinity;
  nodes.forEach(({ x, y }, i) => {
    const ahead = (x - nodes[from].x) * dx + (y - nodes[from].y) * dy;
    const aside = Math.abs((x - nodes[from].x) * dy) + Math.abs((y - nodes[from].y) * dx);
    if (i === from || ahead <= 0 || aside > ahead || ahead + 2 * aside >= nearest) return;
    [best, nearest] = [i, ahead + 2 * aside];
  });
  return best;
}

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
canvas.addEventListener('keydown', (event) => {
  const { key } = event;
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (ARROWS[key]) {
    const next = held < 0 ? byDegree[0] : neighbourTowards(held, ...ARROWS[key]);
    if (next >= 0) {
      bringIntoView(next);
      hold(next);
    }
  } else if (key === 'Enter') goTo(held < 0 ? byDegree[0] : held);
  else if (key === 'Escape') {
    if (held < 0) showAll();
    hold(-1);
  } else if (key === '+' || key === '=') zoom(ZOOM_STEP);
  else if (key === '-') zoom(1 / ZOOM_STEP);
  else if (key === '0' || key === 'Home') showAll();
  else return;
  event.preventDefault();
});

document.getElementById('in').addEventListener('click', () => zoom(ZOOM_STEP));
document.getElementById('out').addEventListener('click', () => zoom(1 / ZOOM_STEP));
document.getElementById('fit').addEventListener('click', showAll);
new ResizeObserver(paint).observe(canvas);
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', paint);
