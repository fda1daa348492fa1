import { issue } from '../services/tokens.js';
import * as service from '../services/users.js';
import { userRequired } from './authentication.js';
import { answers } from './schemas.js';

const user = answers(200, { user: { $ref: 'user#' } });

/** /user: the account of whoever is asking. */
export default async function account(app) {
  app.addHook('onRequest', userRequired);

  app.get('/', user, async ({ user }) => ({ user: { ...user, token: issue(user) } }));

  app.put('/', user, async (request) => {
    const changed = await service.update(request.user, request.body?.user);
    return { user: { ...changed, token: issue(changed) } };
  });
}
