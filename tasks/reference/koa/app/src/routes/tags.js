// spar:begin tags
import Router from '@koa/router';
import * as service from '../services/tags.js';

/** /tags */
export const tags = new Router({ prefix: '/tags' });

tags.get('/', async (ctx) => {
  ctx.body = { tags: await service.list() };
});
// spar:end
