// spar:begin comments
import Router from '@koa/router';
import * as service from '../services/comments.js';
import { userOptional, userRequired } from './authentication.js';
import { commentView } from './views.js';

/** What is said about one article. */
export const comments = new Router({ prefix: '/articles/:slug/comments' });

comments.get('/', userOptional, async (ctx) => {
  const found = await service.list(ctx.params.slug, ctx.state.user);
  ctx.body = { comments: found.map(commentView) };
});

comments.post('/', userRequired, async (ctx) => {
  const comment = await service.create(ctx.params.slug, ctx.request.body?.comment, ctx.state.user);
  ctx.status = 201;
  ctx.body = { comment: commentView(comment) };
});

comments.delete('/:id', userRequired, async (ctx) => {
  await service.remove(ctx.params.slug, ctx.params.id, ctx.state.user);
  ctx.status = 204;
});
// spar:end
