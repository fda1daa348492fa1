// spar:begin comments
import { Hono } from 'hono';
import * as service from '../services/comments.js';
import { userOptional, userRequired } from './authentication.js';
import { bodyPart } from './body.js';
import { commentView } from './views.js';

/** /articles/:slug/comments */
export const comments = new Hono()
  .get('/', userOptional, async (c) => {
    const found = await service.list(c.req.param('slug'), c.var.user);
    return c.json({ comments: found.map(commentView) });
  })
  .post('/', userRequired, async (c) => {
    const comment = await service.create(c.req.param('slug'), await bodyPart(c, 'comment'), c.var.user);
    return c.json({ comment: commentView(comment) }, 201);
  })
  .delete('/:id', userRequired, async (c) => {
    await service.remove(c.req.param('slug'), c.req.param('id'), c.var.user);
    return c.body(null, 204);
  });
// spar:end
