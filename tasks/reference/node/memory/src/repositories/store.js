/** Everything there is, until the process ends. Arrays keep the order in which things came. */
export const store = {
  users: [],
  // spar:begin articles|comments
  articles: [],
  // spar:end
  // spar:begin comments
  comments: [],
  // spar:end
  // spar:begin profiles|articles|comments
  follows: links(),
  // spar:end
  // spar:begin articles
  favorites: links(),
  // spar:end
};

let lastId = 0;

/** An integer that nothing else bears. */
export function nextId() {
  lastId += 1;
  return lastId;
}
// spar:begin profiles|articles|comments

/** Pairs of ids, each once. */
function links() {
  const pairs = new Map();
  return {
    add(from, to) {
      if (!pairs.has(from)) pairs.set(from, new Set());
      pairs.get(from).add(to);
    },
    remove(from, to) {
      pairs.get(from)?.delete(to);
    },
    has(from, to) {
      return pairs.get(from)?.has(to) ?? false;
    },
    count(from) {
      return pairs.get(from)?.size ?? 0;
    },
    clear(from) {
      pairs.delete(from);
    },
  };
}
// spar:end
