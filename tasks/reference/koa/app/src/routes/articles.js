// spar:begin articles
import Router from '@koa/router';
import * as service from '../services/articles.js';
import { userOptional, userRequired } from './authentication.js';
import { articleView, articlesView } from './views.js';

/** /articles, without their comments. */
export const articles = new Router({ prefix: '/articles' });

articles.get('/', userOptional, async (ctx) => {
  ctx.body = articlesView(await service.list(parameters(ctx), ctx.state.user));
});

// Before /:slug, which would take it for an article.
articles.get('/feed', userRequired, async (ctx) => {
  ctx.body = articlesView(await service.feed(parameters(ctx), ctx.state.user));
});

articles.post('/', userRequired, async (ctx) => {
  const article = await service.create(ctx.request.body?.article, ctx.state.user);
  ctx.status = 201;
  ctx.body = { article: articleView(article) };
});

articles.get('/:slug', userOptional, async (ctx) => {
  const article = await service.get(ctx.params.slug, ctx.state.user);
  ctx.body = { article: articleView(article) };
});

articles.put('/:slug', userRequired, async (ctx) => {
  const article = await service.update(ctx.params.slug, ctx.request.body?.article, ctx.state.user);
  ctx.body = { article: articleView(article) };
});

articles.delete('/:slug', userRequired, async (ctx) => {
  await service.remove(ctx.params.slug, ctx.state.user);
  ctx.status = 204;
});

articles.post('/:slug/favorite', userRequired, async (ctx) => {
  const article = await service.favorite(ctx.params.slug, ctx.state.user);
  ctx.body = { article: articleView(article) };
});

articles.delete('/:slug/favorite', userRequired, async (ctx) => {
  const article = await service.unfavorite(ctx.params.slug, ctx.state.user);
  ctx.body = { article: articleView(article) };
});

/** The query string's parameters; of one that is given twice, the first. */
function parameters(ctx) {
  return Object.fromEntries(Object.entries(ctx.query).map(([name, value]) => [name, [value].flat()[0]]));
}
// spar:end
