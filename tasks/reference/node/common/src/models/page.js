// spar:begin articles
const LIMIT = 20;
const LARGEST_LIMIT = 100;

/** Which part of a list is asked for, from texts that may be missing or nonsense. */
export function page({ limit, offset }) {
  return {
    limit: Math.min(count(limit) ?? LIMIT, LARGEST_LIMIT),
    offset: count(offset) ?? 0,
  };
}

function count(text) {
  return /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}
// spar:end
