const STATUS = { unauthorized: 401, 'not-found': 404, forbidden: 403, invalid: 422 };

/** Every error becomes an answer here. */
export function tellError(error, request, reply) {
  if (error.kind in STATUS) return reply.code(STATUS[error.kind]).send({ errors: error.errors });
  // Fastify's own complaints about a request: a body that is too large, say.
  if (error.statusCode < 500) return reply.code(error.statusCode).send({ errors: { request: [error.message] } });
  request.log.error(error);
  return reply.code(500).send({ errors: { server: ['something went wrong'] } });
}

/** Nothing is served at this path. */
export function notFound(request, reply) {
  return reply.code(404).send({ errors: { path: ['not found'] } });
}
