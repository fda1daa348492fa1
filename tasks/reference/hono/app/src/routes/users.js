import { Hono } from 'hono';
import { issue } from '../services/tokens.js';
import * as service from '../services/users.js';
import { userRequired } from './authentication.js';
import { bodyPart } from './body.js';
import { userView } from './views.js';

/** /users: accounts are opened and entered here. */
export const users = new Hono()
  .post('/', async (c) => {
    const user = await service.register(await bodyPart(c, 'user'));
    return c.json({ user: userView(user, issue(user)) }, 201);
  })
  .post('/login', async (c) => {
    const user = await service.logIn(await bodyPart(c, 'user'));
    return c.json({ user: userView(user, issue(user)) });
  });

/** /user: the account of whoever is asking. */
export const user = new Hono()
  .use(userRequired)
  .get('/', (c) => c.json({ user: userView(c.var.user, issue(c.var.user)) }))
  .put('/', async (c) => {
    const changed = await service.update(c.var.user, await bodyPart(c, 'user'));
    return c.json({ user: userView(changed, issue(changed)) });
  });
