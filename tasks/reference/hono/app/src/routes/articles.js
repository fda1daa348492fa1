// spar:begin articles
import { Hono } from 'hono';
import * as service from '../services/articles.js';
import { userOptional, userRequired } from './authentication.js';
import { bodyPart } from './body.js';
import { articleView, articlesView } from './views.js';

/** /articles, without their comments. */
export const articles = new Hono()
  .get('/', userOptional, async (c) => c.json(articlesView(await service.list(c.req.query(), c.var.user))))
  // Before /:slug, which would take it for an article.
  .get('/feed', userRequired, async (c) => c.json(articlesView(await service.feed(c.req.query(), c.var.user))))
  .post('/', userRequired, async (c) => {
    const article = await service.create(await bodyPart(c, 'article'), c.var.user);
    return c.json({ article: articleView(article) }, 201);
  })
  .get('/:slug', userOptional, async (c) => {
    const article = await service.get(c.req.param('slug'), c.var.user);
    return c.json({ article: articleView(article) });
  })
  .put('/:slug', userRequired, async (c) => {
    const article = await service.update(c.req.param('slug'), await bodyPart(c, 'article'), c.var.user);
    return c.json({ article: articleView(article) });
  })
  .delete('/:slug', userRequired, async (c) => {
    await service.remove(c.req.param('slug'), c.var.user);
    return c.body(null, 204);
  })
  .post('/:slug/favorite', userRequired, async (c) => {
    const article = await service.favorite(c.req.param('slug'), c.var.user);
    return c.json({ article: articleView(article) });
  })
  .delete('/:slug/favorite', userRequired, async (c) => {
    const article = await service.unfavorite(c.req.param('slug'), c.var.user);
    return c.json({ article: articleView(article) });
  });
// spar:end
