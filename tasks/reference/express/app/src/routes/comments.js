// spar:begin comments
import { Router } from 'express';
import * as service from '../services/comments.js';
import { userOptional, userRequired } from './authentication.js';
import { commentView } from './views.js';

/** /articles/:slug/comments */
export const comments = Router({ mergeParams: true });

comments.get('/', userOptional, async (req, res) => {
  const found = await service.list(req.params.slug, req.user);
  res.json({ comments: found.map(commentView) });
});

comments.post('/', userRequired, async (req, res) => {
  const comment = await service.create(req.params.slug, req.body?.comment, req.user);
  res.status(201).json({ comment: commentView(comment) });
});

comments.delete('/:id', userRequired, async (req, res) => {
  await service.remove(req.params.slug, req.params.id, req.user);
  res.status(204).end();
});
// spar:end
