import plugin from 'fastify-plugin';

/**
 * How bodies are read. Fastify refuses an empty body with a JSON content type, but a client may well send that with a
 * request that needs no body. So what is empty or isn't JSON counts as no body: whoever needs one answers 422, but only
 * after looking at who is asking and for what, since 401, 404 and 403 come first.
 */
export default plugin(async (app) => {
  const parse = app.getDefaultJsonParser('error', 'error');

  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, text, done) => {
    parse(request, text, (error, body) => done(null, error ? undefined : body));
  });
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (request, bytes, done) => done(null));
});
