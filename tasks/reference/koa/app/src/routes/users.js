import Router from '@koa/router';
import { issue } from '../services/tokens.js';
import * as service from '../services/users.js';
import { userRequired } from './authentication.js';
import { userView } from './views.js';

/** /users: accounts are opened and entered here. */
export const users = new Router({ prefix: '/users' });

users.post('/', async (ctx) => {
  const user = await service.register(ctx.request.body?.user);
  ctx.status = 201;
  ctx.body = { user: userView(user, issue(user)) };
});

users.post('/login', async (ctx) => {
  const user = await service.logIn(ctx.request.body?.user);
  ctx.body = { user: userView(user, issue(user)) };
});

/** /user: the account of whoever is asking. */
export const user = new Router({ prefix: '/user' });

user.get('/', userRequired, (ctx) => {
  const { user } = ctx.state;
  ctx.body = { user: userView(user, issue(user)) };
});

user.put('/', userRequired, async (ctx) => {
  const changed = await service.update(ctx.state.user, ctx.request.body?.user);
  ctx.body = { user: userView(changed, issue(changed)) };
});
