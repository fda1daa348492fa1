// spar:begin articles
import { Router } from 'express';
import * as service from '../services/articles.js';
import { userOptional, userRequired } from './authentication.js';
import { articleView, articlesView } from './views.js';

/** /articles, without their comments. */
export const articles = Router();

articles.get('/', userOptional, async (req, res) => {
  res.json(articlesView(await service.list(parameters(req), req.user)));
});

// Before /:slug, which would take it for an article.
articles.get('/feed', userRequired, async (req, res) => {
  res.json(articlesView(await service.feed(parameters(req), req.user)));
});

articles.post('/', userRequired, async (req, res) => {
  const article = await service.create(req.body?.article, req.user);
  res.status(201).json({ article: articleView(article) });
});

articles.get('/:slug', userOptional, async (req, res) => {
  const article = await service.get(req.params.slug, req.user);
  res.json({ article: articleView(article) });
});

articles.put('/:slug', userRequired, async (req, res) => {
  const article = await service.update(req.params.slug, req.body?.article, req.user);
  res.json({ article: articleView(article) });
});

articles.delete('/:slug', userRequired, async (req, res) => {
  await service.remove(req.params.slug, req.user);
  res.status(204).end();
});

articles
  .route('/:slug/favorite')
  .all(userRequired)
  .post(async (req, res) => {
    const article = await service.favorite(req.params.slug, req.user);
    res.json({ article: articleView(article) });
  })
  .delete(async (req, res) => {
    const article = await service.unfavorite(req.params.slug, req.user);
    res.json({ article: articleView(article) });
  });

/** The query string's parameters; of one that is given twice, the first. */
function parameters(req) {
  return Object.fromEntries(Object.entries(req.query).map(([name, value]) => [name, [value].flat()[0]]));
}
// spar:end
