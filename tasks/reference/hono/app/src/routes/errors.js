const STATUS = { unauthorized: 401, 'not-found': 404, forbidden: 403, invalid: 422 };

/** Every error becomes an answer here. */
export function tellError(error, c) {
  if (error.kind in STATUS) return c.json({ errors: error.errors }, STATUS[error.kind]);
  console.error(error);
  return c.json({ errors: { server: ['something went wrong'] } }, 500);
}

/** Nothing is served at this path. */
export function notFound(c) {
  return c.json({ errors: { path: ['not found'] } }, 404);
}

export function tellTooLarge(c) {
  return c.json({ errors: { body: ['is too large'] } }, 413);
}
