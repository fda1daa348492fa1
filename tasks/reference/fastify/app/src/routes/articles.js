// spar:begin articles
import * as service from '../services/articles.js';
import { userOptional, userRequired } from './authentication.js';
import { answers } from './schemas.js';

const one = answers(200, { article: { $ref: 'article#' } });
const created = answers(201, { article: { $ref: 'article#' } });
const many = answers(200, {
  articles: { type: 'array', items: { $ref: 'article#' } },
  articlesCount: { type: 'integer' },
});

/** /articles, without their comments. */
export default async function articles(app) {
  app.get('/', { ...many, onRequest: userOptional }, async ({ query, user }) => {
    const { articles, count } = await service.list(singly(query), user);
    return { articles, articlesCount: count };
  });

  app.get('/feed', { ...many, onRequest: userRequired }, async ({ query, user }) => {
    const { articles, count } = await service.feed(singly(query), user);
    return { articles, articlesCount: count };
  });

  app.post('/', { ...created, onRequest: userRequired }, async ({ body, user }, reply) => {
    const article = await service.create(body?.article, user);
    reply.code(201);
    return { article };
  });

  app.get('/:slug', { ...one, onRequest: userOptional }, async ({ params, user }) => ({
    article: await service.get(params.slug, user),
  }));

  app.put('/:slug', { ...one, onRequest: userRequired }, async ({ params, body, user }) => ({
    article: await service.update(params.slug, body?.article, user),
  }));

  app.delete('/:slug', { onRequest: userRequired }, async ({ params, user }, reply) => {
    await service.remove(params.slug, user);
    return reply.code(204).send();
  });

  app.post('/:slug/favorite', { ...one, onRequest: userRequired }, async ({ params, user }) => ({
    article: await service.favorite(params.slug, user),
  }));

  app.delete('/:slug/favorite', { ...one, onRequest: userRequired }, async ({ params, user }) => ({
    article: await service.unfavorite(params.slug, user),
  }));
}

/** A query string's parameters; of one that is given twice, the first. */
function singly(query) {
  return Object.fromEntries(Object.entries(query).map(([name, value]) => [name, [value].flat()[0]]));
}
// spar:end
