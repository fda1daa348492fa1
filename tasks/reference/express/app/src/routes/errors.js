const STATUS = { unauthorized: 401, 'not-found': 404, forbidden: 403, invalid: 422 };

/** Nothing is served at this path. */
export function notFound(req, res) {
  res.status(404).json({ errors: { path: ['not found'] } });
}

/**
 * A body that isn't JSON counts as none. Whoever needs one answers 422, but only after looking at who is asking and for
 * what: 401, 404 and 403 come first.
 */
export function tolerateUnreadableBody(error, req, res, next) {
  next(error.type === 'entity.parse.failed' ? undefined : error);
}

/** Every error becomes an answer here. Express knows this for an error handler by its four parameters. */
export function tellErrors(error, req, res, next) {
  if (res.headersSent) {
    next(error);
  } else if (error.kind in STATUS) {
    res.status(STATUS[error.kind]).json({ errors: error.errors });
  } else if (error instanceof URIError) {
    // A path that can't be decoded names nothing.
    notFound(req, res);
  } else if (error.expose) {
    // Express's own complaints about a request: a body that is too large, say.
    res.status(error.status).json({ errors: { request: [error.message] } });
  } else {
    console.error(error);
    res.status(500).json({ errors: { server: ['something went wrong'] } });
  }
}
