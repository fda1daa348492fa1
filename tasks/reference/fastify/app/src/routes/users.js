import { issue } from '../services/tokens.js';
import * as service from '../services/users.js';
import { answers } from './schemas.js';

/** /users: accounts are opened and entered here. */
export default async function users(app) {
  app.post('/', answers(201, { user: { $ref: 'user#' } }), async (request, reply) => {
    const user = await service.register(request.body?.user);
    reply.code(201);
    return { user: { ...user, token: issue(user) } };
  });

  app.post('/login', answers(200, { user: { $ref: 'user#' } }), async (request) => {
    const user = await service.logIn(request.body?.user);
    return { user: { ...user, token: issue(user) } };
  });
}
